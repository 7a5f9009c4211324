-- The reporting periods shown, oldest first: of the main kind of the site (months where it has them), with scores, closed by $as_of; 36 at most.
with main as (
  select kind from periods where period in (select period from scores) group by kind order by kind <> 'month', kind limit 1
), shown as (
  select period, label, start_at, end_at
  from periods
  where kind = (select kind from main) and end_at <= cast($as_of as timestamp) and period in (select period from scores)
  order by start_at desc limit 36
)
select
  p.period, p.label, split_part(p.period, ':', 2) as short, strftime(p.start_at, '%Y-%m-%d') as start_at, strftime(p.end_at - interval 1 second, '%Y-%m-%d') as last_day,
  strftime(p.end_at, '%Y-%m-%d %H:%M:%S') as end_at, strftime(p.end_at - interval 1 second, '%Y-%m') as month,
  cast(row_number() over (order by p.start_at) as integer) as position, row_number() over (order by p.start_at desc) = 1 as newest,
  lag(p.period) over (order by p.start_at) as previous, y.period as year_ago
from shown p left join shown y on y.start_at = p.start_at - interval 1 year
order by p.start_at;
