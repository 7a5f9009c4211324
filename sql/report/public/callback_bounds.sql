-- Withheld with its figure, and where those who did not answer are few.
with judged as (
  select c.*, exists (
    select 1 from withheld_callbacks w where w.period = c.period and w.kind = c.kind and w.slug = c.slug and w.name = c.indicator
  ) as hidden
  from published_callback_bounds c
)
select * exclude (hidden) replace (
  if(hidden, null, round(value, 3)) as value,
  if(hidden, null, round(worst, 3)) as worst,
  if(hidden, null, round(best, 3)) as best,
  if(hidden, null, answered) as answered,
  if(hidden, null, missing) as missing,
  if(hidden, null, round(share, 3)) as share,
  if(hidden, withheld_text(), state_text) as state_text
)
from judged
order by position, kind, place, list_position((select list(node order by position) from published_nodes), indicator);
