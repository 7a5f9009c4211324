-- Residents of each series and position by the day on which they became known, ascending; what was known before $begin is
-- summed up as of the day before it. A day that only its export tells is known by the end of $last at the latest: it lies
-- in the warehouse. Parameters: $month, $step, $first (first day of position 0), $length (days in a step), $begin, $last.
with
known as (
  select
    series.number as series,
    (date_diff('day', $first::DATE, start) // $length)::INTEGER as position,
    greatest(
      case when dated then available_on else least(available_on, greatest($last::DATE, start)) end,
      $begin::DATE - 1
    ) as known_on,
    people
  from daily_counts as counts
  join alarm_series as series on
    series.level = counts.level and series.topic = counts.topic and series.category = counts.category
    and series.district = counts.district
  where month <= $month and step = $step and start >= $first::DATE
)
select series, position, date_diff('day', DATE '1970-01-01', known_on)::INTEGER as known_on, sum(people)::INTEGER as people
from known
where known_on <= $last::DATE
group by all
order by known_on, series, position
