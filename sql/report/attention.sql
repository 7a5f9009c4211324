-- What to look at: open group complaints, the longest overdue by unit, orders passed among three and more units, at the end of the newest period.
with moment as (select cast(end_at as timestamp) as ended from published_periods where newest),
open_orders as (
  select o.*, moment.ended from orders o cross join moment
  where coalesce(o.dispatched_at, o.received_at) < moment.ended and (o.closed_at is null or o.closed_at >= moment.ended)
),
groups as (
  select 'group' as kind, row_number() over (order by residents desc, open_orders desc, event) as position, concat_ws(' · ', nullif(place, ''), nullif(label, '')) as title,
    concat_ws('，', nullif(district, ''), residents || ' 人，自 ' || first_at) as detail, open_orders as figure, '件未办结' as measure, '/events/' as href
  from published_events where type = '多人同诉' and open_orders > 0
),
overdue as (
  select 'overdue' as kind, row_number() over (order by max(date_diff('day', o.due_at, o.ended)) desc, count(*) desc, b.slug) as position, b.name as title,
    '最长 ' || max(date_diff('day', o.due_at, o.ended)) || ' 天' as detail, count(*) as figure, '件超期未办结' as measure, '/units/' || b.slug || '/' as href
  from open_orders o join published_subjects b on b.kind = 'unit' and b.code = o.unit
  where o.due_at < o.ended group by b.slug, b.name
),
passed as (
  select 'passed' as kind, row_number() over (order by count(*) desc, b.slug) as position, b.name as title,
    '最多经 ' || max(o.hops) || ' 个单位' as detail, count(*) as figure, '件流转 3 个及以上单位' as measure, '/units/' || b.slug || '/' as href
  from open_orders o join published_subjects b on b.kind = 'unit' and b.code = o.unit
  where o.hops >= 3 group by b.slug, b.name
)
select kind, cast(position as integer) as position, title, detail, cast(figure as bigint) as figure, measure, href
from (select * from groups union all select * from overdue union all select * from passed)
where position <= 10
order by kind, position;
