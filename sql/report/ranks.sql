-- Ranks of the index and the dimensions, each with the intervals (middle 90%) of data and method, of data and of method; who has none, with the reason. Streets: the newest period only.
select
  r.period, p.position, p.newest, r.subject_kind as kind, b.slug, b.name, b.position as place, r.node, r."rank", r.ranked,
  r.low, r.high, r.data_low, r.data_high, r.method_low, r.method_high,
  state_text(r.state) as state_text
from ranks r
join published_periods p on p.period = r.period
join published_subjects b on b.kind = r.subject_kind and b.code = r.subject
join published_nodes n on n.node = r.node
where r.subject_kind <> 'street' or p.newest
order by p.position, r.subject_kind, n.position, r."rank" nulls last, b.position;
