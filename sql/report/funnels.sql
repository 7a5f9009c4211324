-- Every subject among its peers: limits, distance and the fixed word; raw, and expected by kind of work (同等难度). Streets: the newest period only.
select
  f.period, p.position, p.newest, f.subject_kind as kind, b.slug, b.name, b.position as place, f.indicator, n.name as indicator_name, n.position as indicator_position, n.measure, n.direction,
  f.basis, map {'raw': '原始', 'standardised': '同等难度'}[f.basis] as basis_text, f.value, f.expected, if(f.expected > 0, f.value / f.expected, null) as ratio, f.low, f.high, f.outer_low, f.outer_high, f.z, f.dispersion, f.n,
  coalesce(f.verdict, map {'alone': '可比对象不足', 'callbacks': '回访不足'}[f.state], '') as verdict, f.provisional
from funnels f
join published_periods p on p.period = f.period
join published_subjects b on b.kind = f.subject_kind and b.code = f.subject
join published_nodes n on n.node = f.indicator and n.kind = 'indicator'
where f.subject_kind <> 'street' or p.newest
order by p.position, f.subject_kind, b.position, n.position, f.basis;
