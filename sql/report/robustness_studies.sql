-- Whether the method could be tried at each level and node, and on which period: the newest complete one.
select
  s.period, coalesce(p.label, s.period) as period_label, s.subject_kind as kind, s.node, n.name as node_name, n.position as node_position, s.subjects, s.indicators, s.state = 'ok' as made
from robustness_studies s
join published_nodes n on n.node = s.node
left join published_periods p on p.period = s.period
order by s.subject_kind, n.position;
