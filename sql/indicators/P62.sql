-- Alarms; started when, from the day it was raised and within $warning_days working days, the hotline marked one of its orders or
-- the city did something about the alarm, its event or one of its orders (actions.csv).
with
raised as (
  select alarm, event, raised_at, (raised_at - interval 1 second)::date as day
  from alarms
  where raised_at <= $as_of
),
numbered as (
  select raised.*, calendar_days.number + $warning_days as last_number
  from raised join calendar_days using (day)
),
limits as (
  select alarm, event, raised_at, numbered.day, max(calendar_days.day) as last_day
  from numbered join calendar_days on calendar_days.number <= last_number and calendar_days.day between numbered.day and numbered.day + 31
  group by all
),
targets as (
  select alarm, day, last_day, alarm as target from limits
  union all
  select alarm, day, last_day, event from limits where event is not null
  union all
  select limits.alarm, day, last_day, order_id from limits join alarm_orders using (alarm)
),
started as (
  select alarm from targets join actions on actions.target = targets.target
  where actions.day between targets.day and last_day and actions.day <= $as_of
  union
  select alarm from targets join orders on orders.order_id = targets.target
  where mark is not null and marked_at::date between day and last_day and marked_at <= $as_of
)
select alarm, raised_at as at, (alarm in (select alarm from started))::integer as numerator, 1 as denominator
from limits
