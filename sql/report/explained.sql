-- How each score is made of what is below it, the newest period and the one before it: city, districts and units. `share`: weight
-- among what entered beside it; `part`: of the whole (the index, or the only dimension that has a score); `contribution`: part ×
-- score, which sums to the score of the whole over the nodes of each depth. Counts, never orders.
with
shown as (select period, newest from published_periods where newest or period = (select previous from published_periods where newest)),
scored as (
  select
    s.period, w.newest, s.subject_kind, s.subject, s.node, n.parent, n.kind as node_kind, n.position, s.score, s.low, s.high, s.coverage, s.state, s.provisional,
    if(s.score is null or (n.kind = 'indicator' and n.role <> 'scored'), 0, n.weight) as weight
  from scores s
  join shown w on w.period = s.period
  join published_nodes n on n.node = s.node
  where s.subject_kind <> 'street' and s.state <> 'inapplicable'
),
shares as (
  select *, if(weight = 0, 0, weight / sum(weight) over (partition by period, subject_kind, subject, parent)) as share from scored
),
roots as (
  select period, subject_kind, subject, arg_min(node, (node_kind <> 'index', position)) as root
  from shares
  where score is not null and node_kind in ('index', 'dimension')
  group by period, subject_kind, subject
  having bool_or(node_kind = 'index') or count(*) = 1
),
parts as (
  select
    c.*,
    case
      when r.root is null then null
      when c.node = r.root then 1
      when c.parent = r.root then c.share
      when d.parent = r.root then c.share * d.share
      when e.parent = r.root then c.share * d.share * e.share
    end as part
  from shares c
  left join roots r using (period, subject_kind, subject)
  left join shares d on d.period = c.period and d.subject_kind = c.subject_kind and d.subject = c.subject and d.node = c.parent and d.score is not null
  left join shares e on e.period = c.period and e.subject_kind = c.subject_kind and e.subject = c.subject and e.node = d.parent and e.score is not null
)
select
  p.period, p.newest, p.subject_kind as kind, b.slug, b.position as place, p.node, p.parent, p.node_kind, p.position as node_position,
  p.score, p.low, p.high, p.coverage, state_text(p.state) as state_text, p.provisional,
  p.share, p.part, p.part * coalesce(p.score, 0) as contribution,
  v.value, v.low as value_low, v.high as value_high, v.n,
  -- Of what is no share (a median, an effective number) there is no numerator to show.
  if(abs(v.numerator / v.denominator - v.value) < 1e-9, v.numerator, null) as numerator, if(abs(v.numerator / v.denominator - v.value) < 1e-9, v.denominator, null) as denominator,
  state_text(v.state) as value_state, v.n - k.n as excluded, g.low as goalpost_low, g.high as goalpost_high, g.basis
from parts p
join published_subjects b on b.kind = p.subject_kind and b.code = p.subject
left join "values" v on v.period = p.period and v.subject_kind = p.subject_kind and v.subject = p.subject and v.indicator = p.node
left join kept_values k on k.period = p.period and k.subject_kind = p.subject_kind and k.subject = p.subject and k.indicator = p.node
left join published_goalposts g on g.indicator = p.node
order by p.period, p.subject_kind, b.position, p.position;
