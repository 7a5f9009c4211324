-- Every call that asked for an agent, in or outside working hours (working days, $work_start_hour to $work_end_hour).
-- A year that the calendar has no table for is an error before this is asked.
select
  call_id,
  in_at as at,
  coalesce(answered, false)::integer as numerator,
  1 as denominator,
  case
    when kind = 'working' and hour(in_at) >= $work_start_hour and hour(in_at) < $work_end_hour then '2 inside'
    else '1 outside'
  end as grp
from calls left join calendar_days on day = in_at::date
where coalesce(requested, true)
  and (coalesce(answered, false) or coalesce(wait_seconds >= coalesce(short_hangup_seconds, $short_hangup_seconds), true))
