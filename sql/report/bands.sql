-- 分档 of the index and the dimensions with the probability of each band; `own`: the band of the score. Streets: the newest period only.
select
  d.period, p.position, p.newest, d.subject_kind as kind, b.slug, b.name, b.position as place, d.node, d.band, d.position as band_position, d.own, d.probability
from bands d
join published_periods p on p.period = d.period
join published_subjects b on b.kind = d.subject_kind and b.code = d.subject
join published_nodes n on n.node = d.node
where d.subject_kind <> 'street' or p.newest
order by p.position, d.subject_kind, n.position, b.position, d.position;
