-- One row per caller and day, under the first call: lost when nobody answered, called back or served online within 24 hours.
-- A hang-up below $short_hangup_seconds, or what the contract says, is no request. Where the time of a successful call-back is not kept it counts.
with
asked as (
  select call_id, in_at, answered, called_back, called_back_at, caller, coalesce(caller, call_id) as person
  from calls
  where in_at >= $window_start and in_at < least($end, $as_of) and coalesce(requested, true)
    and (coalesce(answered, false) or coalesce(wait_seconds >= coalesce(short_hangup_seconds, $short_hangup_seconds), true))
),
days as (
  select
    first(call_id order by in_at, call_id) as call_id,
    min(in_at) as first_at,
    first(caller order by in_at, call_id) as caller,
    bool_or(coalesce(answered, false)) as answered,
    bool_or(coalesce(called_back, false) and coalesce(called_back_at <= least(in_at + interval 24 hours, $as_of), true)) as called_back
  from asked
  group by person, in_at::date
),
online as (
  select distinct days.call_id
  from days join orders on orders.resident = days.caller
  where orders.received_at >= days.first_at and orders.received_at <= least(days.first_at + interval 24 hours, $as_of)
)
select call_id, first_at as at, (not answered and not called_back and call_id not in (select call_id from online))::integer as numerator, 1 as denominator
from days
