-- Calls that asked for an agent and were answered. A hang-up below $short_hangup_seconds, or what the contract says, is no request.
select call_id, in_at as at, coalesce(answered, false)::integer as numerator, 1 as denominator
from calls
where coalesce(requested, true)
  and (coalesce(answered, false) or coalesce(wait_seconds >= coalesce(short_hangup_seconds, $short_hangup_seconds), true))
