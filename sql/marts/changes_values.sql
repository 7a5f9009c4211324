-- Figures of two periods side by side, where both exist.
select
  now.subject_kind,
  now.subject,
  now.indicator as node,
  now.value,
  now.replicates,
  before.value as value_before,
  before.replicates as replicates_before,
  now.provisional or before.provisional as provisional
from values as now
join values as before using (subject_kind, subject, indicator)
where now.period = $period and before.period = $before
  and now.replicates is not null and before.replicates is not null
order by now.subject_kind, now.subject, now.indicator
