-- Figures of the newest period that count an excluded order: 含剔除 (as scored) beside 不含剔除.
select
  k.subject_kind as kind, b.slug, b.name, b.position as place, k.indicator, n.name as indicator_name, n.position as indicator_position, n.measure,
  v.value, k.value as kept_value, v.n, k.n as kept_n, v.n - k.n as excluded, state_text(k.state) as state_text
from kept_values k
join published_periods p on p.period = k.period and p.newest
join published_subjects b on b.kind = k.subject_kind and b.code = k.subject
join published_nodes n on n.node = k.indicator and n.kind = 'indicator'
join "values" v on v.period = k.period and v.subject_kind = k.subject_kind and v.subject = k.subject and v.indicator = k.indicator
where k.subject_kind <> 'street' and v.n is distinct from k.n
order by k.subject_kind, b.position, n.position;
