-- How ranks move without one indicator: on average, the most, and who moves most (below 0: it falls).
select
  r.subject_kind as kind, r.node, r.indicator, n.name as indicator_name, n.position as indicator_position, r.moved, r.most, coalesce(b.slug, '') as slug, coalesce(b.name, '') as name, r.shift
from robustness_removals r
join published_nodes n on n.node = r.indicator
left join published_subjects b on b.kind = r.subject_kind and b.code = r.subject
order by r.subject_kind, r.node, r.moved desc, n.position;
