-- Scores of the index, dimensions and sub-dimensions, with what changed. Streets: the newest period only.
select
  s.period, p.position, p.newest, s.subject_kind as kind, b.slug, b.name, b.position as place, s.node, s.score, s.low, s.high, s.coverage, s.state, state_text(s.state) as state_text, s.provisional,
  pv.difference as previous_difference, pv.low as previous_low, pv.high as previous_high, pv.verdict as previous_verdict,
  yr.difference as year_difference, yr.low as year_low, yr.high as year_high, yr.verdict as year_verdict
from scores s
join published_periods p on p.period = s.period
join published_subjects b on b.kind = s.subject_kind and b.code = s.subject
join published_nodes n on n.node = s.node and n.kind <> 'indicator'
left join changes pv on pv.period = s.period and pv.subject_kind = s.subject_kind and pv.subject = s.subject and pv.node = s.node and pv.against = 'previous'
left join changes yr on yr.period = s.period and yr.subject_kind = s.subject_kind and yr.subject = s.subject and yr.node = s.node and yr.against = 'year'
where s.state <> 'inapplicable' and (s.subject_kind <> 'street' or p.newest)
order by p.position, s.subject_kind, b.position, n.position;
