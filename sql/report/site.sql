-- One row: what is printed on every page.
select
  $site_name as name, '内部版' as edition, cast($demo as boolean) as demo, $framework_name as framework, strftime(cast($as_of as timestamp), '%Y-%m-%d %H:%M') as as_of,
  p.period, p.label as period_label, p.start_at, p.last_day,
  -- No. of the newest period's 定稿 (null: 未定稿), and how many figures have been revised since.
  cast(e.edition as integer) as finalised, cast(e.revised as bigint) as revised, v.label as previous_label, y.label as year_label,
  cast((select count(*) from published_periods) as integer) as periods,
  -- Whether the data reach back to the same weeks a year ago.
  coalesce((select min(received_at) from orders) <= cast(p.end_at as timestamp) - interval 1 year, false) as has_year,
  cast((select count(*) from orders) as bigint) as orders,
  (select strftime(max(received_at), '%Y-%m-%d %H:%M') from orders) as newest_order,
  (select strftime(max(exported_at), '%Y-%m-%d %H:%M') from files) as newest_export
from (select 1) one
left join published_periods p on p.newest
left join published_editions e on e.period = p.period and e.last
left join published_periods v on v.period = p.previous
left join published_periods y on y.period = p.year_ago;
