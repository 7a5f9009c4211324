-- Where the export says when an order is due and a rule of site.yaml says it too, they name different days in more than
-- one order in twenty: the rule, or the reading of the column, is wrong.
with both_said as (
  select coalesce(kind, 'no kind') as kind, due_at::date - due_rule::date as days
  from orders
  where month = $partition and due_from = 'column' and due_rule is not null
),
counted as (
  select kind, count(*) as orders, count(*) filter (days <> 0) as different, mode(days) filter (days <> 0) as mostly
  from both_said group by kind
)
select kind, different, orders as "of", mostly as "days later by the export, mostly"
from counted
where (select sum(different) > 0.05 * sum(orders) from counted) and different > 0
order by different desc, kind
