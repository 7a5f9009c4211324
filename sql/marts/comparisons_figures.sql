-- Figures of a period with what the peers of each lead one to expect, indicator by indicator.
select
  subject_kind,
  subject,
  indicator,
  basis,
  state,
  value,
  low,
  high,
  n,
  provisional,
  expected,
  error,
  own
from standards
join values using (period, subject_kind, subject, indicator)
where period = $period and value is not null
order by subject_kind, indicator, basis, subject
