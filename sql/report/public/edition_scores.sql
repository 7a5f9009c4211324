-- A composite that would tell a withheld figure is withheld, as frozen and as newest. What lies outside the periods shown, nobody judged: all of it is withheld.
with judged as (
  select *, period not in (select period from published_periods) or is_withheld_score(period, kind, slug, node) or slug is null as hidden from published_edition_scores
)
select * exclude (hidden) replace (
  if(hidden, null, round(score, 1)) as score,
  if(hidden, null, round(low, 1)) as low,
  if(hidden, null, round(high, 1)) as high,
  if(hidden, withheld_text(), state_text) as state_text,
  if(hidden, null, "rank") as "rank",
  if(hidden, null, round(newest_score, 1)) as newest_score,
  if(hidden, withheld_text(), newest_state_text) as newest_state_text,
  if(hidden, null, newest_rank) as newest_rank,
  if(hidden, null, round(difference, 1)) as difference
)
from judged
order by period, list_position(['city', 'district', 'unit'], kind), place, slug, name, node;
