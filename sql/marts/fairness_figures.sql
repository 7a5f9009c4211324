-- How orders were handled that figures are made of, by subject: $start to $end, as known at $horizon. One row a subject and
-- measure, only where the exports say it. `single_mode`: valid call-backs by the commonest way of the subject itself.
with
known as (
  select
    o.order_id, o.district, o.unit, o.callback_mode, o.satisfaction, o.satisfaction_final, o.solved_unit, o.solved_resident,
    o.closed_at >= $start and o.closed_at < $end as closed,
    o.closed_at + $callback_days * interval 1 day <= $horizon as over,
    (o.callback_valid and coalesce(o.callback_at <= $horizon, true)) is true as heard,
    o.callback_valid and o.callback_at >= $start and o.callback_at < least($end, $horizon) as heard_now,
    list_contains(f.supplied, 'callback_valid') or coalesce(list_contains(o.joined, 'callback_valid'), false) as says_valid,
    list_contains(f.supplied, 'extended_to') as says_extended, list_contains(f.supplied, 'suspended_from') as says_suspended,
    l.extended_to, l.suspended_from
  from orders o
  join files f on f.file = o.file
  left join landed_orders l on l.file = o.file and l."row" = o."row"
  where (o.closed_at >= $start and o.closed_at < $end) or (o.callback_at >= $start and o.callback_at < $end)
),
-- The newest decision by $horizon, as in values_counted_orders.sql: what is pending decides nothing.
rulings as (
  select order_id, matter, decision = '同意' as granted
  from exclusions
  where decision <> '待定' and coalesce(approved_at, proposed_at) <= $horizon is not false
  qualify row_number() over (
    partition by order_id, matter
    order by coalesce(approved_at, proposed_at) desc nulls last, exported_at desc nulls last, file, "row" desc) = 1
),
ledger_kept as (
  select count(*) > 0 as kept from files where kind = 'exclusions' or list_contains(supplied, 'excluded')
),
judged as (
  select k.*, coalesce(x.granted, false) as excluded, coalesce(r.granted, false) as ruled
  from known k
  left join rulings x on x.order_id = k.order_id and x.matter = '剔除'
  left join rulings r on r.order_id = k.order_id and r.matter = '改评'
),
counted as (
  select 'extended' as measure, order_id, district, unit, '' as mode, (extended_to is not null)::bigint as numerator from judged where closed and says_extended
  union all
  select 'suspended', order_id, district, unit, '', (suspended_from is not null)::bigint from judged where closed and says_suspended
  union all
  select 'excluded', order_id, district, unit, '', excluded::bigint from judged, ledger_kept where closed and kept
  union all
  select 'rerated', order_id, district, unit, '', (ruled or coalesce(satisfaction_final <> satisfaction, false))::bigint from judged where heard_now and satisfaction is not null
  union all
  select 'contradicted', order_id, district, unit, '', (solved_resident = '未解决')::bigint from judged where heard_now and solved_unit = '实际解决' and solved_resident is not null
  union all
  select 'unheard', order_id, district, unit, '', (not heard)::bigint from judged where closed and over and says_valid
  union all
  select 'single_mode', order_id, district, unit, callback_mode, 1 from judged where heard_now and callback_mode is not null
),
placed as (
  select c.measure, c.mode, c.numerator, p.subject_kind, p.subject
  from counted c
  cross join lateral (
    values ('city', (select min(code) from subjects where kind = 'city')), ('district', c.district), ('unit', c.unit)
  ) as p(subject_kind, subject)
),
by_mode as (
  select measure, subject_kind, subject, mode, cast(sum(numerator) as bigint) as numerator, count(*) as denominator
  from placed group by measure, subject_kind, subject, mode
)
select
  b.measure, b.subject_kind, b.subject,
  cast(if(b.measure = 'single_mode', max(b.numerator), sum(b.numerator)) as bigint) as numerator,
  cast(sum(b.denominator) as bigint) as denominator,
  if(b.measure = 'single_mode', min_by(b.mode, (-b.numerator, b.mode)), '') as mode,
  count(distinct b.mode) as modes
from by_mode b join subjects s on s.kind = b.subject_kind and s.code = b.subject
group by b.measure, b.subject_kind, b.subject
order by b.measure, b.subject_kind, b.subject
