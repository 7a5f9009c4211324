-- Orders with a risk signal of the engine; marked by the hotline within 24 hours. A mark without a time counts as made at intake.
select
  order_id,
  received_at as at,
  (mark is not null and coalesce(marked_at <= least(received_at + interval 24 hours, $as_of), true))::integer as numerator,
  1 as denominator
from orders
where received_at <= $as_of
  and order_id in (select order_id from signals where signal in ('紧急', '安全风险', '扬言升级'))
