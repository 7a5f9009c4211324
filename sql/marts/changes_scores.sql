-- Composite scores of two periods side by side, where both exist and rest on the same indicators.
select
  now.subject_kind,
  now.subject,
  now.node,
  now.score,
  now.replicates,
  before.score as score_before,
  before.replicates as replicates_before,
  now.provisional or before.provisional as provisional
from scores as now
join scores as before using (subject_kind, subject, node, indicators)
where now.period = $period and before.period = $before
  and now.replicates is not null and before.replicates is not null
order by now.subject_kind, now.subject, now.node
