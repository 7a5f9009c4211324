-- A withheld figure loses every number, and so does a change against it. Values have three decimals, points one: more
-- would let several hidden counts be found from one statistic that joins them.
with judged as (
  select
    f.*,
    is_withheld_figure(f.period, f.kind, f.slug, f.indicator) as hidden,
    is_withheld_figure(p.previous, f.kind, f.slug, f.indicator) as previous_hidden,
    is_withheld_figure(p.year_ago, f.kind, f.slug, f.indicator) as year_hidden
  from published_figures f join published_periods p on p.period = f.period
)
select * exclude (hidden, previous_hidden, year_hidden) replace (
  if(hidden, 'suppressed', state) as state,
  if(hidden, withheld_text(), state_text) as state_text,
  if(hidden, null, round(value, 3)) as value,
  if(hidden, null, round(low, 3)) as low,
  if(hidden, null, round(high, 3)) as high,
  if(hidden, null, n) as n,
  if(hidden, null, round(numerator, 3)) as numerator,
  if(hidden, null, round(denominator, 3)) as denominator,
  if(hidden, null, round(score, 1)) as score,
  if(previous_hidden, null, round(previous_value, 3)) as previous_value,
  if(year_hidden, null, round(year_value, 3)) as year_value,
  if(hidden or previous_hidden, null, round(previous_points, 1)) as previous_points,
  if(hidden or previous_hidden, null, round(previous_difference, 3)) as previous_difference,
  if(hidden or previous_hidden, null, round(previous_low, 3)) as previous_low,
  if(hidden or previous_hidden, null, round(previous_high, 3)) as previous_high,
  if(hidden or previous_hidden, null, previous_verdict) as previous_verdict,
  if(hidden or year_hidden, null, round(year_points, 1)) as year_points,
  if(hidden or year_hidden, null, round(year_difference, 3)) as year_difference,
  if(hidden or year_hidden, null, round(year_low, 3)) as year_low,
  if(hidden or year_hidden, null, round(year_high, 3)) as year_high,
  if(hidden or year_hidden, null, year_verdict) as year_verdict
)
from judged
order by position, kind, place, indicator_position;
