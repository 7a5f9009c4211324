-- What a change of weights starts from, one row a ranked subject and indicator: the indicator's score and its part of the whole (the index, or
-- the only dimension), which re-add to the score of the whole. The newest complete period, as in robustness_studies.
with
studied as (
  select s.subject_kind, arg_min(s.period, n.position) as period, arg_min(s.node, n.position) as root
  from robustness_studies s
  join published_nodes n on n.node = s.node
  where s.state = 'ok'
  group by s.subject_kind
),
entered as (
  select t.period, t.subject_kind, t.root, s.subject, s.node, n.kind as node_kind, s.score, n.parent, n.position, n.weight / sum(n.weight) over (partition by t.subject_kind, s.subject, n.parent) as share
  from studied t
  join robustness_spans r on r.period = t.period and r.subject_kind = t.subject_kind and r.node = t.root
  join scores s on s.period = t.period and s.subject_kind = t.subject_kind and s.subject = r.subject
  join published_nodes n on n.node = s.node
  where s.score is not null and s.state <> 'inapplicable' and n.weight > 0 and (n.kind <> 'indicator' or n.role = 'scored')
)
select
  coalesce(p.label, i.period) as period_label, i.period, i.subject_kind as kind, i.root, b.slug, b.name, b.position as place, k."rank", k.low, k.high, k.ranked,
  i.node as indicator, u.node as subdimension, d.node as dimension, i.score, i.share * u.share * if(d.node = i.root, 1, d.share) as part
from entered i
join entered u on u.subject_kind = i.subject_kind and u.subject = i.subject and u.node = i.parent
join entered d on d.subject_kind = i.subject_kind and d.subject = i.subject and d.node = u.parent and list_contains([d.node, d.parent], i.root)
join published_subjects b on b.kind = i.subject_kind and b.code = i.subject
left join published_periods p on p.period = i.period
left join ranks k on k.period = i.period and k.subject_kind = i.subject_kind and k.subject = i.subject and k.node = i.root
where i.node_kind = 'indicator'
order by i.subject_kind, b.position, i.position;
