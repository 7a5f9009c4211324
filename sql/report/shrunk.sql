-- For maps only: figures of districts and streets drawn towards those of their peers, beside the raw ones; the newest period.
select
  s.subject_kind as kind, b.slug, b.name, b.position as place, s.indicator, n.name as indicator_name, n.measure, s.value, s.low, s.high, s.shrunk, s.shrunk_low, s.shrunk_high, s.n, s.provisional
from shrunk_values s
join published_periods p on p.period = s.period and p.newest
join published_subjects b on b.kind = s.subject_kind and b.code = s.subject
join published_nodes n on n.node = s.indicator and n.kind = 'indicator'
where s.subject_kind in ('district', 'street')
order by s.subject_kind, b.position, n.position;
