-- Running 24-hour windows, by the time at which they end: the part of that time in which at least $answered_share of the
-- window's requests were answered. One row per moment of a request, for the windows that end from then to the next one
-- (the first also for those since the period began); in days, so that a day is one whole window. Windows reach back before
-- the period; those without a request, or not wholly within the data, are not counted.
with
known as (
  select min(in_at) + interval 24 hours as since, max(in_at) as until from calls
),
asked as (
  select call_id, in_at, coalesce(answered, false)::integer as answered
  from calls
  where coalesce(requested, true) and in_at >= $window_start - interval 24 hours and in_at < $end and in_at <= $as_of
    and (coalesce(answered, false) or coalesce(wait_seconds >= coalesce(short_hangup_seconds, $short_hangup_seconds), true))
),
steps as (
  select
    moment,
    sum(sum(requests)) over (order by moment) as requests,
    sum(sum(answered)) over (order by moment) as answered,
    lead(moment) over (order by moment) as until
  from (
    select in_at as moment, 1 as requests, answered from asked
    union all
    select in_at + interval 24 hours, -1, -answered from asked
  )
  group by moment
),
windows as (
  select
    greatest(moment, $window_start, since) as begins,
    least(steps.until, $end, $as_of, known.until) as ends,
    answered >= $answered_share * requests as kept
  from steps cross join known
  where requests > 0 and ends > begins
),
owners as (
  select min(call_id) as call_id, in_at from asked where in_at >= $window_start group by in_at
),
owned as (
  select coalesce(before.call_id, first.call_id) as call_id, kept, epoch(ends) - epoch(begins) as seconds
  from windows
  asof left join owners as before on windows.begins >= before.in_at
  cross join (select arg_min(call_id, in_at) as call_id from owners) as first
)
select
  call_id,
  in_at as at,
  coalesce(sum(seconds) filter (kept), 0) / 86400.0 as numerator,
  sum(seconds) / 86400.0 as denominator
from owned join owners using (call_id)
group by call_id, in_at
