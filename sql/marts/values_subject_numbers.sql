-- Subjects in their official order, numbered from 0.
create or replace temp table subject_numbers as
select
  kind,
  code,
  parent,
  (row_number() over (
    order by case kind when 'city' then 0 when 'district' then 1 when 'street' then 2 else 3 end, position, code
  ) - 1)::integer as number
from subjects
