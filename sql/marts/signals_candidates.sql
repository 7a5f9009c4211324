-- Orders of a month whose text holds a word of any signal; whether it is denied is judged afterwards.
-- Parameters: $month, $pattern.
select order_id, title, body
from orders
where month = $month and (regexp_matches(coalesce(title, ''), $pattern) or regexp_matches(coalesce(body, ''), $pattern))
order by order_id
