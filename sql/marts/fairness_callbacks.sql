-- Who was heard: orders closed from $start to $end whose limit of $callback_days days had passed by $horizon, by channel, kind,
-- category, and, of those called back, by the way and by whom: how many were never heard validly, and what the others said.
with
due as (
  select
    o.channel, o.kind, o.category1, o.callback_mode, o.callback_by, o.satisfaction, o.solved_resident,
    (o.callback_valid and coalesce(o.callback_at <= $horizon, true)) is true as heard
  from orders o join files f on f.file = o.file
  where o.closed_at >= $start and o.closed_at < $end and o.closed_at + $callback_days * interval 1 day <= $horizon
    and (list_contains(f.supplied, 'callback_valid') or coalesce(list_contains(o.joined, 'callback_valid'), false))
),
faceted as (
  select p.facet, p.value, due.heard, due.satisfaction, due.solved_resident
  from due
  cross join lateral (
    values ('channel', channel), ('kind', kind), ('category', category1), ('mode', callback_mode), ('by', callback_by)
  ) as p(facet, value)
  where p.value is not null
)
select
  facet, value, count(*) as due, count(*) filter (not heard) as missing,
  count(*) filter (heard and satisfaction = '满意') as satisfied,
  count(*) filter (heard and satisfaction = '基本满意') as fairly,
  count(*) filter (heard and satisfaction = '不满意') as dissatisfied,
  count(*) filter (heard and solved_resident = '实际解决') as solved,
  count(*) filter (heard and solved_resident is not null) as answered
from faceted
group by facet, value
order by facet, due desc, value
