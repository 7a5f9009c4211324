-- 含剔除 (as scored) beside 不含剔除 (without excluded orders): scores of the newest period, of subjects that have any excluded order.
select
  k.subject_kind as kind, b.slug, b.name, b.position as place, k.node, n.name as node_name, n.kind as node_kind, n.position as node_position,
  s.score, k.score as kept_score, k.score - s.score as difference, state_text(k.state) as state_text, s.provisional
from kept_scores k
join published_periods p on p.period = k.period and p.newest
join published_subjects b on b.kind = k.subject_kind and b.code = k.subject
join published_nodes n on n.node = k.node
join scores s on s.period = k.period and s.subject_kind = k.subject_kind and s.subject = k.subject and s.node = k.node
where s.state <> 'inapplicable' and k.subject_kind <> 'street'
order by k.subject_kind, b.position, n.position;
