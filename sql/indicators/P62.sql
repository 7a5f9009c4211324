-- Alarms; started when, by $warning_days working days after the day it was raised, the hotline had marked one of its orders or the
-- city done something about the alarm, its event or one of its orders (actions.csv). What was done before the alarm, since
-- its first order came, counts: whoever acted sooner is not to lose by it, nor whose data came in late.
with
first_orders as (
  select alarm, min(received_at)::date as day from alarm_orders join orders using (order_id) group by alarm
),
raised as (
  select alarm, event, raised_at, (raised_at - interval 1 second)::date as day, least(first_orders.day, (raised_at - interval 1 second)::date) as since
  from alarms left join first_orders using (alarm)
  where raised_at <= $as_of
),
numbered as (
  select raised.*, calendar_days.number + $warning_days as last_number
  from raised join calendar_days using (day)
),
limits as (
  select alarm, event, raised_at, since, max(calendar_days.day) as last_day
  from numbered join calendar_days on calendar_days.number <= last_number and calendar_days.day between numbered.day and numbered.day + 31
  group by all
),
targets as (
  select alarm, since, last_day, alarm as target from limits
  union all
  select alarm, since, last_day, event from limits where event is not null
  union all
  select limits.alarm, since, last_day, order_id from limits join alarm_orders using (alarm)
),
started as (
  select alarm from targets join actions on actions.target = targets.target
  where actions.day between since and last_day and actions.day <= $as_of
  union
  select alarm from targets join orders on orders.order_id = targets.target
  where mark is not null and marked_at::date between since and last_day and marked_at <= $as_of
)
select alarm, raised_at as at, (alarm in (select alarm from started))::integer as numerator, 1 as denominator
from limits
