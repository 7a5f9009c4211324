-- Alarms by the month in which they were raised and what came of them. 命中率 (hit_rate): 属实 among those found 属实 or 误报; missing where
-- none was. `judged`: series and days (weeks not counted) that could be judged, `sparse`: those that could not (不可判), `suspended`:
-- days on which alarms were suspended (口径变化), with the reasons.
with
days as (
  select month, day, level, max(judged) as judged, max(sparse) as sparse
  from alarm_looks where step = 'day' and state = '' group by month, day, level
),
looked as (select month, sum(judged) as judged, sum(sparse) as sparse from days group by month),
breaks as (
  select month, count(distinct day) as suspended, string_agg(distinct reason, '；' order by reason) as reasons
  from alarm_looks where step = 'day' and state = '口径变化' group by month
),
raised as (
  select
    month, count(*) as alarms, count(*) filter (kind = '事件') as of_events,
    count(*) filter (outcome = '属实') as confirmed, count(*) filter (outcome = '误报') as mistaken,
    count(*) filter (outcome = '未核') as unchecked
  from published_alarms group by month
)
select
  coalesce(r.month, l.month, b.month) as month,
  coalesce(r.alarms, 0) as alarms, coalesce(r.of_events, 0) as of_events, coalesce(r.confirmed, 0) as confirmed,
  coalesce(r.mistaken, 0) as mistaken, coalesce(r.unchecked, 0) as unchecked,
  r.confirmed::double / nullif(r.confirmed + r.mistaken, 0) as hit_rate,
  cast(coalesce(l.judged, 0) as bigint) as judged, cast(coalesce(l.sparse, 0) as bigint) as sparse,
  coalesce(b.suspended, 0) as suspended, coalesce(b.reasons, '') as reasons
from raised r
full join looked l on l.month = r.month
full join breaks b on b.month = coalesce(r.month, l.month)
where coalesce(r.month, l.month, b.month) in (select month from published_alarms)
  or coalesce(r.month, l.month, b.month) in (select month from published_periods)
order by 1;
