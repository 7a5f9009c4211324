-- One row per caller and day without an answered call, under the first call: called back with success within 24 hours of it.
with
asked as (
  select call_id, in_at, answered, called_back, called_back_at, coalesce(caller, call_id) as person
  from calls
  where in_at >= $window_start and in_at < least($end, $as_of) and coalesce(requested, true)
    and (coalesce(answered, false) or coalesce(wait_seconds >= coalesce(short_hangup_seconds, $short_hangup_seconds), true))
),
days as (
  select
    first(call_id order by in_at, call_id) as call_id,
    min(in_at) as first_at,
    bool_or(coalesce(answered, false)) as answered,
    min(called_back_at) filter (coalesce(called_back, true)) as called_back_at
  from asked
  group by person, in_at::date
)
select call_id, first_at as at, coalesce(called_back_at <= least(first_at + interval 24 hours, $as_of), false)::integer as numerator, 1 as denominator
from days
where not answered
