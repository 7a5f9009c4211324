-- Scores of every district or unit ($kind) in the period at one node, in official order, with what changed since the previous period.
select
  b.name, s.score, s.low, s.high, s.state, coalesce(s.provisional, false) as provisional, c.verdict, c.difference, c.low as change_low, c.high as change_high,
  coalesce(o.value, 0)::bigint as orders
from published_subjects as b
left join briefing_scores as s on s.subject_kind = b.kind and s.subject = b.code and s.period = $period and s.node = $node
left join briefing_changes as c on c.subject_kind = b.kind and c.subject = b.code and c.period = $period and c.node = $node and c.against = 'previous'
left join briefing_situation as o on o.subject_kind = b.kind and o.subject = b.code and o.period = $period and o.measure = '工单数'
where b.kind = $kind
order by b.position
