-- 待研究事项 at the end of the newest period, ten of a kind at most; never the text of an order, never a resident. Merged orders close
-- with their main one and are not counted.
-- group: open 多人同诉 with orders that have no main unit or are overdue. overdue: the longest overdue by unit. passed: open orders
-- passed among three and more units. season: topics that the same four weeks a year ago brought $seasonal_ratio times their mean of
-- the year (at least $seasonal_orders orders), so that they are to be expected in the next four. action: what was ordered from above
-- (批示, 督办) in the period before and what became of it (`measure`), open ones first; outcome: the same, counted.
with moment as (
  select cast(n.end_at as timestamp) as ended, n.month, cast(v.start_at as date) as before_from, cast(v.last_day as date) as before_to
  from published_periods n left join published_periods v on v.period = n.previous
  where n.newest
),
open_orders as (
  select o.*, moment.ended, o.due_at < moment.ended as late, not exists (select 1 from published_subjects u where u.kind = 'unit' and u.code = o.unit) as unowned
  from orders o cross join moment
  where o.merged_into is null and coalesce(o.dispatched_at, o.received_at) < moment.ended and (o.closed_at is null or o.closed_at >= moment.ended)
),
stuck as (
  select substr(m.event, 1, 12) as event, count(*) filter (o.unowned) as unowned, count(*) filter (o.late) as late
  from members_by((select month from published_periods where newest)) m join open_orders o on o.order_id = m.order_id
  group by m.event
),
groups as (
  select 'group' as kind, row_number() over (order by e.residents desc, e.open_orders desc, e.event) as position,
    concat_ws(' · ', nullif(e.place, ''), nullif(e.label, '')) as title,
    concat_ws('，', nullif(e.district, ''), e.residents || ' 人，自 ' || e.first_at, if(s.unowned > 0, s.unowned || ' 件无主办单位', null), if(s.late > 0, s.late || ' 件超期', null)) as detail,
    e.open_orders as figure, '件未办结' as measure, '/events/' as href
  from published_events e join stuck s on s.event = e.event
  where e.type = '多人同诉' and e.open_orders > 0 and (s.unowned > 0 or s.late > 0)
),
overdue as (
  select 'overdue' as kind, row_number() over (order by max(date_diff('day', o.due_at, o.ended)) desc, count(*) desc, b.slug) as position, b.name as title,
    '最长 ' || max(date_diff('day', o.due_at, o.ended)) || ' 天' as detail, count(*) as figure, '件超期未办结' as measure, '/units/' || b.slug || '/' as href
  from open_orders o join published_subjects b on b.kind = 'unit' and b.code = o.unit
  where o.late group by b.slug, b.name
),
passed as (
  select 'passed' as kind, row_number() over (order by count(*) desc, b.slug) as position, b.name as title,
    '最多经 ' || max(o.hops) || ' 个单位' as detail, count(*) as figure, '件流转 3 个及以上单位' as measure, '/units/' || b.slug || '/' as href
  from open_orders o join published_subjects b on b.kind = 'unit' and b.code = o.unit
  where o.hops >= 3 group by b.slug, b.name
),
year as (
  select t.topic, count(*) * 28.0 / 365 as usual,
    count(*) filter (o.received_at >= moment.ended - interval 1 year and o.received_at < moment.ended - interval 1 year + interval 28 day) as season
  from order_topics t join orders o on o.order_id = t.order_id and o.month = t.month cross join moment
  where o.received_at >= moment.ended - interval 1 year and o.received_at < moment.ended
  group by t.topic
),
seasons as (
  select 'season' as kind, row_number() over (order by y.season / y.usual desc, y.season desc, t.topic) as position, t.label as title,
    '去年同期四周，为全年四周均数的 ' || printf('%.1f', y.season / y.usual) || ' 倍' as detail, y.season as figure, '件（去年同期四周）' as measure, '/topics/' || t.topic || '/' as href
  from year y join published_topics t on t.code = y.topic join published_site on has_year
  where y.season >= $seasonal_orders and y.season >= $seasonal_ratio * y.usual
),
ordered as (
  select a.line, a.day, a.kind, a.target,
    outcome_text(a.outcome) as outcome
  from actions a join moment on a.day between moment.before_from and moment.before_to
  where a.kind in ('批示', '督办')
),
named as (
  select a.line, any_value(a.day) as day, any_value(a.kind) as kind, any_value(a.outcome) as outcome,
    coalesce(max(b.name), max(nullif(concat_ws(' · ', nullif(e.place, ''), nullif(e.label, '')), '')), max(l.matter), max(u.name || '承办的一件工单'), '一件工单') as title,
    coalesce(max(if(b.kind in ('unit', 'district'), '/' || b.kind || 's/' || b.slug || '/', null)), max(if(e.event is not null or l.alarm is not null, '/events/', null)), max('/units/' || u.slug || '/'), '') as href
  from ordered a
  left join published_subjects b on b.code = a.target and b.kind <> 'city'
  left join published_events e on e.event = substr(a.target, 1, 12)
  left join published_alarms l on l.alarm = a.target
  left join orders o on o.order_id = a.target
  left join published_subjects u on u.kind = 'unit' and u.code = o.unit
  group by a.line
),
actions_before as (
  select 'action' as kind, row_number() over (order by list_contains(['已整改', '已办结', '属实', '误报'], outcome), day, line) as position, title,
    kind || '，' || strftime(day, '%Y-%m-%d') as detail, cast(null as bigint) as figure, outcome as measure, href
  from named
),
outcomes as (
  select 'outcome' as kind, row_number() over (order by count(*) desc, outcome) as position, outcome as title, '' as detail, count(*) as figure, '项' as measure, '' as href
  from ordered group by outcome
)
select kind, cast(position as integer) as position, title, detail, cast(figure as bigint) as figure, measure, href
from (
  select * from groups union all select * from overdue union all select * from passed union all select * from seasons
  union all select * from actions_before union all select * from outcomes
)
where position <= 10
order by kind, position;
