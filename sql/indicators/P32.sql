-- Orders that concern a place (all but enquiries and praise): whether an estate, road or community is named.
-- The place column counts where it has a value, else the text does; 街道 alone is no such place.
with
placed as (
  select
    order_id,
    received_at,
    replace(coalesce(nullif(place, ''), concat_ws(' ', title, body)), '街道', '') as words
  from orders
  where received_at >= $window_start and received_at < $end and received_at <= $as_of
    and coalesce(kind, '') not in ('咨询', '表扬')
)
select
  order_id,
  received_at as at,
  regexp_matches(words, '[一-龥A-Za-z0-9]{2,}(小区|社区|花园|花苑|家园|新村|公寓|公馆|广场|大厦|园区|市场|学校|医院|苑|府|城|湾|庭|村|大道|大街|路|街|巷|弄|胡同|桥)')::integer as numerator,
  1 as denominator
from placed
