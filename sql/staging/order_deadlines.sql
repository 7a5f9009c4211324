-- When the orders of the month are due: as their export says, else by the first of the site's rules that fits; see
-- orders.yaml and pipelines/calendar/deadline.ts, which says the same of one order. Reads newest_orders, deadline_macros.
-- Parameters: $rules (JSON), $starts_with (received, dispatched, signed), $day_end, $work_from, $work_to (µs from midnight).
create or replace temp table order_deadlines as
with rules as (
  select unnest(from_json($rules, '[{"place":"INTEGER","kind":["VARCHAR"],"category1":["VARCHAR"],"category2":["VARCHAR"],
    "category3":["VARCHAR"],"channel":["VARCHAR"],"mark":["VARCHAR"],"unit":"VARCHAR","amount":"BIGINT"}]'), recursive := true)
),
winners as (
  select l.order_id, l.kind, l.category1, l.category2, l.category3, l.channel, l.mark, l.received_at, l.dispatched_at,
    l.signed_at, l.closed_at, l.due_at, l.suspended_from, l.suspended_to, l.extended_to
  from newest_orders n
  join landed_orders l on l.file = n.file and l."row" = n.lead
),
-- The first rule that fits, for each sort of order there is.
sorts as (
  select o.kind, o.category1, o.category2, o.category3, o.channel, o.mark, r.unit, r.amount
  from (select distinct kind, category1, category2, category3, channel, mark from winners) o
  join rules r on (r.kind is null or list_contains(r.kind, o.kind))
    and (r.category1 is null or list_contains(r.category1, o.category1))
    and (r.category2 is null or list_contains(r.category2, o.category2))
    and (r.category3 is null or list_contains(r.category3, o.category3))
    and (r.channel is null or list_contains(r.channel, o.channel))
    and (r.mark is null or list_contains(r.mark, o.mark))
  qualify row_number() over (
    partition by o.kind, o.category1, o.category2, o.category3, o.channel, o.mark order by r.place) = 1
),
tape as (
  select day, kind = 'working' as works, number from calendar_days
),
facts as (
  select o.order_id, o.due_at, o.suspended_from, coalesce(o.suspended_to, o.closed_at) as resumed_at,
    if(o.extended_to = date_trunc('day', o.extended_to), o.extended_to + to_microseconds($day_end::bigint), o.extended_to) as extended_to,
    coalesce(
      case $starts_with when 'dispatched' then o.dispatched_at when 'signed' then coalesce(o.signed_at, o.dispatched_at) end,
      o.received_at) as start_at,
    s.unit, s.amount
  from winners o
  left join sorts s on s.kind is not distinct from o.kind and s.category1 is not distinct from o.category1
    and s.category2 is not distinct from o.category2 and s.category3 is not distinct from o.category3
    and s.channel is not distinct from o.channel and s.mark is not distinct from o.mark
),
started as (
  select f.*,
    if(suspended_from is null, null, greatest(suspended_from, start_at)) as paused_at,
    deadline_position(unit, start_at, t.number, t.works, $work_from::bigint, $work_to::bigint) + amount as position
  from facts f
  left join tape t on t.day = f.start_at::date
),
without_pause as (
  select s.*,
    deadline_moment(s.unit, s.position, t.day, $day_end::bigint, $work_from::bigint, $work_to::bigint) as base_at
  from started s
  left join tape t on t.works and t.number = deadline_working_day(s.unit, s.position, $work_from::bigint, $work_to::bigint)
),
-- A suspension counts when it begins before the deadline.
paused as (
  select *, coalesce(paused_at <= base_at and (resumed_at is null or resumed_at > paused_at), false) as counts
  from without_pause
),
moved as (
  select p.*,
    p.position
      + deadline_position(p.unit, p.resumed_at, r.number, r.works, $work_from::bigint, $work_to::bigint)
      - deadline_position(p.unit, p.paused_at, f.number, f.works, $work_from::bigint, $work_to::bigint) as moved_position
  from paused p
  left join tape f on f.day = p.paused_at::date
  left join tape r on r.day = p.resumed_at::date
  where p.counts and p.resumed_at is not null
),
with_pause as (
  select m.order_id,
    deadline_moment(m.unit, m.moved_position, t.day, $day_end::bigint, $work_from::bigint, $work_to::bigint) as moved_at
  from moved m
  left join tape t on t.works and t.number = deadline_working_day(m.unit, m.moved_position, $work_from::bigint, $work_to::bigint)
),
ruled as (
  select p.order_id, p.due_at, p.extended_to, p.unit is not null and p.start_at is not null as has_rule,
    p.counts and p.resumed_at is null as stands_still,
    if(p.counts, w.moved_at, p.base_at) as rule_at
  from paused p
  left join with_pause w on w.order_id = p.order_id
),
decided as (
  select *,
    case
      when not has_rule then null
      when stands_still then extended_to
      when rule_at is not null then greatest(rule_at, extended_to)
    end as due_rule
  from ruled
)
select
  order_id,
  case when due_at is not null then greatest(due_at, extended_to) when has_rule then due_rule else extended_to end as due_at,
  case
    when due_at is not null or (not has_rule and extended_to is not null) then 'column'
    when due_rule is not null then 'rule'
    when has_rule and not stands_still then 'no calendar'
  end as due_from,
  due_rule
from decided
