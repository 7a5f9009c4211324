-- 预警台账: the alarms raised by $as_of in the 12 months shown, newest first, with what came of each: the newest word of actions.csv
-- about the alarm itself, else its event, else one of its orders. At most 2,000.
with
shown as (
  select alarms.* from alarms, published_periods p
  where p.newest and raised_at <= cast($as_of as timestamp) and raised_at >= cast(p.end_at as timestamp) - interval 12 month
  order by raised_at desc, alarm
  limit 2000
),
targets as (
  select alarm, day, alarm as target, 1 as nearness from shown
  union all
  select alarm, day, event, 2 from shown where event is not null
  union all
  select shown.alarm, day, order_id, 3 from shown join alarm_orders using (alarm)
),
answers as (
  select alarm, outcome, nearness, actions.day as answered_on, line
  from targets join actions on actions.target = targets.target
  where list_contains(['属实', '误报', '未核'], outcome) and actions.day >= targets.day and actions.day <= cast($as_of as timestamp)
),
outcomes as (
  select alarm, outcome from answers
  qualify row_number() over (partition by alarm order by nearness, answered_on desc, line desc) = 1
),
listed as (select alarm, count(*) as orders from alarm_orders group by alarm)
select
  a.alarm, if(a.kind = 'event', '事件', if(a.step = 'week', '周突增', '日突增')) as kind,
  strftime(a.raised_at, '%Y-%m-%d %H:%M') as raised_at, strftime(a.raised_at - interval 1 second, '%Y-%m') as month,
  day_text(a.first_day) as first_day, day_text(a.day) as day,
  coalesce(d.name, '') as district, coalesce(d.slug, '') as district_slug,
  coalesce(nullif(concat_ws(' · ', nullif(e.place, ''), nullif(e.label, '')), ''), t.label, nullif(a.category, ''), '全部诉求') as matter,
  if(t.topic is null, '', t.topic) as topic, coalesce(substr(a.event, 1, 12), '') as event,
  a.observed, round(a.expected, 1) as expected, a.bound, a.p, a.method, a.compared,
  coalesce(l.orders, 0) as orders, coalesce(o.outcome, '未核') as outcome
from shown a
left join published_subjects d on d.kind = 'district' and d.code = a.district
left join published_topics t on t.code = a.topic
left join published_events e on e.event = substr(a.event, 1, 12)
left join listed l on l.alarm = a.alarm
left join outcomes o on o.alarm = a.alarm
order by a.raised_at desc, a.alarm;
