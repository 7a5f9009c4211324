-- The exports that orders and calls came from, numbered from 0; of orders each with what other exports said of their month.
create or replace temp table file_numbers as
select file, joined, (row_number() over (order by file, joined) - 1)::integer as number
from (
  select file, coalesce(array_to_string(joined, ','), '') as joined from orders
  union select file, '' from calls
  union select '', ''
)
where file is not null
