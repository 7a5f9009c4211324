-- How much was counted for each subject of a level by one indicator.
select subject, coalesce(denominator, n, 0)::double as n
from values
where period = $period and subject_kind = $level and indicator = $indicator
order by subject
