-- Figures of the site's first $months closed months at a level, with the end of the last of them; none while fewer are
-- closed. A month is closed when nothing of the indicator's figure is still waited for.
with
months as (
  select periods.period, periods.end_at
  from periods
  where periods.kind = 'month'
    and exists (select 1 from values as v where v.period = periods.period and v.indicator = $indicator and v.state in ('ok', 'small'))
    and not exists (select 1 from values as v where v.period = periods.period and v.indicator = $indicator and v.provisional)
  order by end_at
  limit $months
),
complete as (
  select count(*) = $months as enough, max(end_at)::varchar as closed_at from months
)
select v.value, complete.closed_at
from values as v join months using (period) cross join complete
where complete.enough and v.indicator = $indicator and v.subject_kind = $level and v.state = 'ok'
order by v.period, v.subject
