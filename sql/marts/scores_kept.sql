-- Figures of a period without excluded orders, of the subjects that have any excluded one; what counts none stays.
select v.subject_kind, v.subject, v.indicator, coalesce(k.state, v.state) as state, if(k.indicator is null, v.value, k.value) as value, v.provisional
from values as v
left join kept_values as k using (period, subject_kind, subject, indicator)
where v.period = $period
  and (v.subject_kind, v.subject) in (
    select (o.subject_kind, o.subject)
    from kept_values as o join values as w using (period, subject_kind, subject, indicator)
    where o.period = $period and o.n is distinct from w.n
  )
order by v.subject_kind, v.subject, v.indicator
