-- How exports arrive is the city's own affair; that figures were revised because data, framework or program changed is not.
select
  period, page, cast(row_number() over (partition by period order by cause_rank) as integer) as position, cause, detail, cast(null as bigint) as orders
from (
  select period, page, min(position) as cause_rank, if(cause like '%导出文件', '数据补录或更正', cause) as cause, if(cause like '%导出文件', '', detail) as detail
  from published_edition_causes
  group by all
)
order by period, position;
