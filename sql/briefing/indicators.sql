-- Scored indicators of the briefing's subject in the period, with what changed since the previous one, in each one's own measure.
select
  n.node, n.name, n.measure, n.direction, n."columns" as needs, v.state, v.value, v.low, v.high, v.n, coalesce(v.provisional, false) as provisional, s.score,
  p.verdict, p.value_difference as difference, p.value_low as change_low, p.value_high as change_high, before.value is not null as was_measured
from briefing_nodes as n
join briefing_values as v on v.indicator = n.node and v.period = $period and v.subject_kind = $subject_kind and v.subject = $subject
left join briefing_scores as s on s.node = n.node and s.period = $period and s.subject_kind = $subject_kind and s.subject = $subject
left join briefing_values as before on before.indicator = n.node and before.period = $previous and before.subject_kind = $subject_kind and before.subject = $subject
left join briefing_changes as p on p.node = n.node and p.period = $period and p.subject_kind = $subject_kind and p.subject = $subject and p.against = 'previous'
where n.kind = 'indicator' and coalesce(n.role, 'scored') = 'scored' and v.state <> 'inapplicable'
order by n.position, n.node
