-- 态势 of a period: counts per subject, without a direction, never scored. Orders count in the period they were received in.
with
-- What was received in the period, or is open at its end.
counting as (
  select
    order_id,
    received_at,
    district,
    street,
    unit,
    resident,
    greatest(coalesce(appeals, 1), 1) as appeals,
    merged_into is not null as merged,
    received_at >= $start as received,
    merged_into is null and (closed_at is null or closed_at >= $end) as open
  from orders
  where received_at < $end and (received_at >= $start or (merged_into is null and (closed_at is null or closed_at >= $end)))
),
placed as (
  select subject_kind, subject, counting.*
  from counting
  cross join lateral (
    values ('city', (select min(code) from subjects where kind = 'city')), ('district', district), ('street', street), ('unit', unit)
  ) as placed(subject_kind, subject)
  join subjects on subjects.kind = subject_kind and subjects.code = subject
),
received as (
  select * from placed where received
),
counts as (
  select
    subject_kind,
    subject,
    sum(appeals)::bigint as contacts,
    count(*) filter (not merged) as orders,
    count(distinct resident) as residents
  from received
  group by all
),
open_orders as (
  select subject_kind, subject, date_diff('day', received_at, $end) as age
  from placed
  where open
),
-- An order's newest membership by $month.
members as (
  select order_id, arg_max(event, event_members.month) as event
  from event_members semi join event_states using (event)
  where event_members.month <= $month and order_id in (select order_id from counting where received)
  group by order_id
),
measured as (
  select subject_kind, subject, '件次' as measure, contacts::double as value from counts
  union all select subject_kind, subject, '工单数', orders from counts
  union all select subject_kind, subject, '诉求人数', residents from counts where residents > 0
  union all select subject_kind, subject, '未办结工单', count(*) from open_orders group by all
  union all select subject_kind, subject, '未办结工单（' || bucket || '）', count(*)
    from (
      select subject_kind, subject,
        case when age <= 7 then '7日以内' when age <= 15 then '8至15日' when age <= 30 then '16至30日' when age <= 90 then '31至90日' else '90日以上' end as bucket
      from open_orders
    ) group by all
  union all select subject_kind, subject, '风险线索（' || signal || '）', count(distinct order_id)
    from received join (select distinct order_id, signal from signals) as signals using (order_id) group by all
  union all select subject_kind, subject, type || case when type in ('催办', '办结后重复诉求') then '件次' else '事件' end,
      case when type in ('催办', '办结后重复诉求') then count(distinct order_id) else count(distinct root) end
    from received join members using (order_id) join event_states using (event) where type is not null group by subject_kind, subject, type
)
select $period::varchar as period, subject_kind, subject, measure, value from measured
