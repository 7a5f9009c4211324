-- Coverage by column over the last 12 months shown and in the newest one: rows whose file supplies the column, and rows that have a value.
with now as (select month from published_periods where newest)
select if(s.kind = 'calls', '通话记录', '工单') as kind, s.column_name, column_text(s.column_name) as label,
  cast(sum(s.rows) as bigint) as rows, cast(sum(s.filled) as bigint) as filled,
  cast(coalesce(sum(s.rows) filter (where s.month = now.month), 0) as bigint) as rows_now, cast(coalesce(sum(s.filled) filter (where s.month = now.month), 0) as bigint) as filled_now
from supply s join now on s.month <= now.month and s.month > strftime(cast(now.month || '-01' as timestamp) - interval 12 month, '%Y-%m')
group by s.kind, s.column_name
order by s.kind desc, s.column_name;
