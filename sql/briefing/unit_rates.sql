-- The rates ($indicators) of every unit in the period, in official order. `verdict`: the word of the funnel on the raw figure,
-- only where the comparison among orders of like difficulty does not say otherwise and the figure is still the one shown.
select
  b.name as unit, v.indicator, v.value, v.n, v.state,
  if(alike.verdict is null or alike.verdict = raw.verdict, raw.verdict, null) as verdict
from published_subjects as b
left join briefing_values as v
  on v.subject_kind = b.kind and v.subject = b.code and v.period = $period and list_contains($indicators, v.indicator)
left join funnels as raw
  on raw.period = v.period and raw.subject_kind = v.subject_kind and raw.subject = v.subject and raw.indicator = v.indicator
    and raw.basis = 'raw' and raw.value = v.value
left join funnels as alike
  on alike.period = v.period and alike.subject_kind = v.subject_kind and alike.subject = v.subject
    and alike.indicator = v.indicator and alike.basis = 'standardised'
where b.kind = 'unit'
order by b.position, v.indicator
