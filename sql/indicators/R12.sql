-- Answered calls; answered within $answer_seconds seconds. An answered call without a waiting time was not shown to be.
select call_id, in_at as at, coalesce(wait_seconds <= $answer_seconds, false)::integer as numerator, 1 as denominator
from calls
where answered
