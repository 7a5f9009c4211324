-- All figures of a period, subject by subject.
select subject_kind, subject, indicator, state, value, provisional, replicates
from values
where period = $period
order by subject_kind, subject, indicator
