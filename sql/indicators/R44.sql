-- 多人同诉 events of at least 3 residents. An event ends with the last closing of its orders received by the period's end
-- (one still open: its deadline); counted $repeat_days days later. Resolved: all closed, and nobody new came in that time.
with
members as (
  select
    event,
    order_id,
    received_at,
    min(received_at) over (partition by event, coalesce(resident, order_id)) as person_first_at,
    case when closed_at <= $as_of then closed_at end as closed_at,
    due_at,
    merged_into is not null as merged
  from event_orders join orders using (order_id)
  where type = '多人同诉' and residents >= 3 and received_at <= $as_of
),
ended as (
  select
    event,
    max(coalesce(closed_at, greatest(due_at, received_at))) as ended_at,
    bool_and(closed_at is not null) as all_closed
  from members
  where received_at < $end and not merged
  group by event
),
returned as (
  select distinct event
  from ended join members using (event)
  where person_first_at > ended_at and person_first_at <= ended_at + $repeat_days * interval 1 day
)
select event, ended_at as at, (all_closed and event not in (select event from returned))::integer as numerator, 1 as denominator
from ended
where ended_at + $repeat_days * interval 1 day <= $as_of
