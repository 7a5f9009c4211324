-- Figures of those who answered a call-back, beside what they would be if all who did not had said the worst, or the best. Streets: the newest period only.
select
  c.period, p.position, p.newest, c.subject_kind as kind, b.slug, b.name, b.position as place, c.indicator, n.name as indicator_name, n.measure,
  c.value, c.worst, c.best, c.answered, c.missing, c.share, if(c.enough, '', '回访不足') as state_text, c.provisional
from callback_bounds c
join published_periods p on p.period = c.period
join published_subjects b on b.kind = c.subject_kind and b.code = c.subject
join published_nodes n on n.node = c.indicator and n.kind = 'indicator'
where c.subject_kind <> 'street' or p.newest
order by p.position, c.subject_kind, b.position, n.position;
