-- The exports that orders and calls came from, numbered from 0.
create or replace temp table file_numbers as
select file, (row_number() over (order by file) - 1)::integer as number
from (select file from orders union select file from calls union select '')
where file is not null
