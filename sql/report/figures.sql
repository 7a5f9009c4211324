-- The value of every indicator with n and interval, the points it earns, and what changed, in its own measure. Streets: the newest period only.
select
  v.period, p.position, p.newest, v.subject_kind as kind, b.slug, b.name, b.position as place, v.indicator, n.name as indicator_name, n.parent as node, n.position as indicator_position, n.measure, n.direction,
  v.state, state_text(v.state) as state_text, v.value, v.low, v.high, v.n, v.numerator, v.denominator, v.provisional, s.score, pv.value as previous_value, yr.value as year_value,
  pc.difference as previous_points, pc.value_difference as previous_difference, pc.value_low as previous_low, pc.value_high as previous_high, pc.verdict as previous_verdict,
  yc.difference as year_points, yc.value_difference as year_difference, yc.value_low as year_low, yc.value_high as year_high, yc.verdict as year_verdict
from "values" v
join published_periods p on p.period = v.period
join published_subjects b on b.kind = v.subject_kind and b.code = v.subject
join published_nodes n on n.node = v.indicator and n.kind = 'indicator'
left join scores s on s.period = v.period and s.subject_kind = v.subject_kind and s.subject = v.subject and s.node = v.indicator
left join "values" pv on pv.period = p.previous and pv.subject_kind = v.subject_kind and pv.subject = v.subject and pv.indicator = v.indicator
left join "values" yr on yr.period = p.year_ago and yr.subject_kind = v.subject_kind and yr.subject = v.subject and yr.indicator = v.indicator
left join changes pc on pc.period = v.period and pc.subject_kind = v.subject_kind and pc.subject = v.subject and pc.node = v.indicator and pc.against = 'previous'
left join changes yc on yc.period = v.period and yc.subject_kind = v.subject_kind and yc.subject = v.subject and yc.node = v.indicator and yc.against = 'year'
where v.state <> 'inapplicable' and (v.subject_kind <> 'street' or p.newest)
order by p.position, v.subject_kind, b.position, n.position;
