-- Years that the working calendar has no table for and that what is counted in the period needs: the years of its calls
-- (`calls`), of its alarms (`alarms`), and those that the deadlines of its orders lead into (`deadlines`). Reads counted_orders and counted_calls.
select 'calls' as needed_by, year(in_at) as year
from calls semi join counted_calls using (call_id) anti join calendar_days on day = in_at::date
union
select 'deadlines', (select year(max(day)) + 1 from calendar_days)
from orders semi join counted_orders using (order_id)
where due_from = 'no calendar'
union
select 'alarms', year(raised_at)
from alarms semi join counted_alarms using (alarm) anti join calendar_days on calendar_days.day = (raised_at - interval 1 second)::date
order by year, needed_by
