-- Scores of the briefing's subject in the period, in the tree's order, with what changed since the previous period and the likewise one.
select
  n.node, n.kind, n.name, n.parent, s.score, s.low, s.high, s.state, coalesce(s.provisional, false) as provisional,
  p.verdict, p.difference, p.low as change_low, p.high as change_high, before.score is not null as was_scored,
  y.verdict as year_verdict, y.difference as year_difference
from briefing_nodes as n
join briefing_scores as s on s.node = n.node and s.period = $period and s.subject_kind = $subject_kind and s.subject = $subject
left join briefing_scores as before on before.node = n.node and before.period = $previous and before.subject_kind = $subject_kind and before.subject = $subject
left join briefing_changes as p on p.node = n.node and p.period = $period and p.subject_kind = $subject_kind and p.subject = $subject and p.against = 'previous'
left join briefing_changes as y on y.node = n.node and y.period = $period and y.subject_kind = $subject_kind and y.subject = $subject and y.against = 'year'
where n.kind <> 'indicator' and s.state <> 'inapplicable'
order by n.position, n.node
