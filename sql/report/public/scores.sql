-- A composite that would tell a withheld figure is withheld with it, and so is a change against it.
with judged as (
  select
    s.*,
    is_withheld_score(s.period, s.kind, s.slug, s.node) as hidden,
    is_withheld_score(p.previous, s.kind, s.slug, s.node) as previous_hidden,
    is_withheld_score(p.year_ago, s.kind, s.slug, s.node) as year_hidden
  from published_scores s join published_periods p on p.period = s.period
)
select * exclude (hidden, previous_hidden, year_hidden) replace (
  if(hidden, 'suppressed', state) as state,
  if(hidden, withheld_text(), state_text) as state_text,
  if(hidden, null, round(score, 1)) as score,
  if(hidden, null, round(low, 1)) as low,
  if(hidden, null, round(high, 1)) as high,
  if(hidden, null, round(coverage, 3)) as coverage,
  if(hidden or previous_hidden, null, round(previous_difference, 1)) as previous_difference,
  if(hidden or previous_hidden, null, round(previous_low, 1)) as previous_low,
  if(hidden or previous_hidden, null, round(previous_high, 1)) as previous_high,
  if(hidden or previous_hidden, null, previous_verdict) as previous_verdict,
  if(hidden or year_hidden, null, round(year_difference, 1)) as year_difference,
  if(hidden or year_hidden, null, round(year_low, 1)) as year_low,
  if(hidden or year_hidden, null, round(year_high, 1)) as year_high,
  if(hidden or year_hidden, null, year_verdict) as year_verdict
)
from judged
order by position, kind, list_position((select list(node order by position) from published_nodes), node), place;
