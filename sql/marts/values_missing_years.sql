-- Years that the working calendar has no table for and that what is counted in the period needs: the years of its calls
-- (`calls`), and those that the deadlines of its orders lead into (`deadlines`). Reads counted_orders and counted_calls.
select 'calls' as needed_by, year(in_at) as year
from calls semi join counted_calls using (call_id) anti join calendar_days on day = in_at::date
union
select 'deadlines', (select year(max(day)) + 1 from calendar_days)
from orders semi join counted_orders using (order_id)
where due_from = 'no calendar'
order by year, needed_by
