-- Orders with a full category path, none of it 其他. How deep a full path is, is the deepest seen in the window.
with
filed as (
  select order_id, received_at, category1, category2, category3
  from orders
  where received_at >= $window_start and received_at < $end and received_at <= $as_of
),
depth as (
  select bool_or(category2 is not null) as two, bool_or(category3 is not null) as three from filed
)
select
  order_id,
  received_at as at,
  (
    category1 is not null and (category2 is not null or not two) and (category3 is not null or not three)
    and concat_ws('/', category1, category2, category3) not like '%其他%'
    and concat_ws('/', category1, category2, category3) not like '%其它%'
  )::integer as numerator,
  1 as denominator
from filed cross join depth
