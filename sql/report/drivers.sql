-- What moved a score since the period before: the change of every indicator's weight × points, which sum to the change of the
-- `whole` (the index, or a dimension). Only where the two periods can be compared (`changes` has a row), so both have one set of indicators.
with lines as (
  select
    e.newest, e.period, e.kind, e.slug, e.place, w.node as whole, w.node_position as whole_position, w.score as whole_score,
    e.node, e.node_position, e.score, e.value, e.share * s.share * if(w.node = d.node, 1, d.share) as part
  from published_explained e
  join published_explained s on s.newest = e.newest and s.kind = e.kind and s.slug = e.slug and s.node = e.parent and s.score is not null
  join published_explained d on d.newest = e.newest and d.kind = e.kind and d.slug = e.slug and d.node = s.parent and d.score is not null
  join published_explained w on w.newest = e.newest and w.kind = e.kind and w.slug = e.slug and (w.node = d.node or w.node = d.parent) and w.score is not null
  where e.node_kind = 'indicator' and e.share > 0
)
select
  n.kind, n.slug, n.place, n.whole, w.name as whole_name, n.whole_position, n.whole_score, o.whole_score as whole_before,
  n.node as indicator, n.node_position, n.score, o.score as before, n.part, o.part as part_before, n.value, o.value as value_before,
  n.part * n.score - o.part * o.score as difference
from lines n
join lines o on not o.newest and o.kind = n.kind and o.slug = n.slug and o.whole = n.whole and o.node = n.node
join published_nodes w on w.node = n.whole
join published_subjects b on b.kind = n.kind and b.slug = n.slug
join changes c on c.period = n.period and c.subject_kind = n.kind and c.subject = b.code and c.node = n.whole and c.against = 'previous'
where n.newest
order by n.kind, n.place, n.whole_position, n.node_position;
