-- What was heard in the call-backs of the period ($indicators), beside how many orders closed in it were not called back
-- validly by $horizon, the limit of $callback_days days having passed: also where nobody answered. Only of exports that say
-- whether a call-back was valid.
with
due as (
  select
    orders.district,
    orders.street,
    orders.unit,
    (callback_valid and coalesce(callback_at <= $horizon, true)) is true as heard
  from orders join files using (file)
  where closed_at >= $start and closed_at < $end and closed_at + $callback_days * interval 1 day <= $horizon
    and (list_contains(files.supplied, 'callback_valid') or coalesce(list_contains(orders.joined, 'callback_valid'), false))
),
placed as (
  select subject_kind, subject, heard
  from due
  cross join lateral (
    values ('city', (select min(code) from subjects where kind = 'city')), ('district', district), ('street', street), ('unit', unit)
  ) as placed(subject_kind, subject)
),
unheard as (
  select subject_kind, subject, count(*) filter (not heard) as missing from placed group by all
)
select
  subject_kind,
  subject,
  indicator,
  value,
  coalesce(numerator, 0) as sum,
  if(value is null, 0, n) as answered,
  missing,
  provisional
from values join unheard using (subject_kind, subject)
where period = $period and list_contains($indicators, indicator) and (value is not null or state = 'small' and missing > 0)
order by subject_kind, indicator, subject
