-- What moved the score of each subject since the period before: the change of every indicator's contribution, which sum to the
-- change of the whole. Only where the two can be compared (`changes` has a row).
select
  n.kind, n.slug, n.place, r.node as whole, r.score as whole_score, o.score as whole_before, n.node as indicator, n.node_position,
  n.score, w.score as before, n.part, w.part as part_before, n.value, w.value as value_before,
  coalesce(n.contribution, 0) - coalesce(w.contribution, 0) as difference
from published_explained n
join published_explained r on r.newest and r.kind = n.kind and r.slug = n.slug and r.part = 1 and r.node_kind in ('index', 'dimension')
join published_explained o on not o.newest and o.kind = n.kind and o.slug = n.slug and o.part = 1 and o.node = r.node
join published_subjects b on b.kind = n.kind and b.slug = n.slug
join changes c on c.period = n.period and c.subject_kind = n.kind and c.subject = b.code and c.node = r.node and c.against = 'previous' and c.difference is not null
join published_explained w on not w.newest and w.kind = n.kind and w.slug = n.slug and w.node = n.node
where n.newest and n.node_kind = 'indicator' and coalesce(n.part, w.part) is not null
order by n.kind, n.place, n.node_position;
