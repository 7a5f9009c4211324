-- Orders with a deadline that are open at the end of the period; past their deadline. Merged ones close with their main order.
with
ending as (
  select least($end, $as_of) as moment
)
select order_id, moment - interval 1 second as at, (due_at < moment)::integer as numerator, 1 as denominator
from orders cross join ending
where received_at < moment and (closed_at is null or closed_at >= moment) and due_at is not null and merged_into is null
