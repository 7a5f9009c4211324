-- How the orders of each day were counted, by the day on which they became known, as in alarm_counts.sql.
-- Parameters: $month, $first, $begin, $last.
with
known as (
  select
    facet,
    value,
    date_diff('day', $first::DATE, day)::INTEGER as position,
    greatest(
      case when dated then available_on else least(available_on, greatest($last::DATE, day)) end,
      $begin::DATE - 1
    ) as known_on,
    orders
  from daily_facets
  where month <= $month and day >= $first::DATE
)
select
  facet, value, position, date_diff('day', DATE '1970-01-01', known_on)::INTEGER as known_on, sum(orders)::INTEGER as orders
from known
where known_on <= $last::DATE
group by all
order by known_on, facet, value, position
