-- The fixed word, and the figure it is about. Limits, distance and dispersion are made from all peers, hidden ones too:
-- they stay in 内部版.
with judged as (select f.*, is_withheld_figure(period, kind, slug, indicator) as hidden from published_funnels f)
select * exclude (hidden) replace (
  if(hidden, null, round(value, 3)) as value,
  if(hidden, null, n) as n,
  cast(null as double) as expected,
  cast(null as double) as ratio,
  cast(null as double) as low,
  cast(null as double) as high,
  cast(null as double) as outer_low,
  cast(null as double) as outer_high,
  cast(null as double) as z,
  cast(null as double) as dispersion,
  if(hidden, withheld_text(), verdict) as verdict
)
from judged
order by position, kind, place, indicator_position, basis;
