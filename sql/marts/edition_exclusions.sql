-- The rulings that took orders out of assessment when a period's figures were made: the newest decision on each order, of
-- those made by $horizon, as in values_counted_orders.sql; of orders with anything from $start on that came before $end.
with
newest as (
  select order_id, reason, proposer, proposed_at, approver, approved_at, decision
  from exclusions
  where matter = '剔除' and decision <> '待定' and coalesce(approved_at, proposed_at) <= $horizon is not false
  qualify row_number() over (
    partition by order_id
    order by coalesce(approved_at, proposed_at) desc nulls last, exported_at desc nulls last, file, "row" desc) = 1
),
standing as (
  select newest.*
  from newest join orders using (order_id)
  where decision = '同意' and coalesce(received_at, closed_at) < $end
    and (
      closed_at is null
      or greatest(received_at, dispatched_at, signed_at, contacted_at, due_at, closed_at, merged_at, marked_at, callback_at) >= $start
    )
)
select coalesce(to_json(list({
  'order_id': order_id,
  'reason': reason,
  'proposer': proposer,
  'proposed_at': strftime(proposed_at, '%Y-%m-%d %H:%M:%S'),
  'approver': approver,
  'approved_at': strftime(approved_at, '%Y-%m-%d %H:%M:%S')
} order by order_id)), '[]')::varchar as exclusions
from standing
