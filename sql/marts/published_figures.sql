-- Figures of one level and period that entered scores, with their resamples.
select subject, indicator, value, replicates
from values
where period = $period and subject_kind = $level and value is not null
order by subject, indicator
