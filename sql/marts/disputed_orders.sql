-- Dates and verdicts of the orders whose numbers are given, one a line: nothing of the resident, no text.
with
wanted as (
  select unnest(str_split($ids, chr(10))) as order_id
)
select
  order_id,
  strftime(received_at, '%Y-%m-%d %H:%M:%S') as received_at,
  strftime(dispatched_at, '%Y-%m-%d %H:%M:%S') as dispatched_at,
  strftime(signed_at, '%Y-%m-%d %H:%M:%S') as signed_at,
  strftime(contacted_at, '%Y-%m-%d %H:%M:%S') as contacted_at,
  strftime(due_at, '%Y-%m-%d %H:%M:%S') as due_at,
  due_from,
  strftime(closed_at, '%Y-%m-%d %H:%M:%S') as closed_at,
  strftime(callback_at, '%Y-%m-%d %H:%M:%S') as callback_at,
  redo,
  solved_resident,
  solved_unit,
  satisfaction
from orders join wanted using (order_id)
order by order_id
