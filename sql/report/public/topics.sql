-- Topics whose volume is withheld stand behind the others, by their ids: their place would tell their size.
with months as (
  select
    month, strftime(cast(month || '-01' as timestamp) - interval 1 month, '%Y-%m') as previous,
    strftime(cast(month || '-01' as timestamp) - interval 12 month, '%Y-%m') as year_ago
  from published_periods where newest
), judged as (
  select
    t.*,
    exists (select 1 from withheld_topic_months w, months m where w.topic = t.topic and w.month = m.month) as hidden,
    exists (select 1 from withheld_topic_months w, months m where w.topic = t.topic and w.month = m.previous) as previous_hidden,
    exists (select 1 from withheld_topic_months w, months m where w.topic = t.topic and w.month = m.year_ago) as year_hidden
  from published_topics t
)
select * exclude (hidden, previous_hidden, year_hidden) replace (
  if(hidden, null, orders) as orders,
  if(previous_hidden, null, previous) as previous,
  if(year_hidden, null, year_ago) as year_ago,
  if(hidden, withheld_text(), state_text) as state_text,
  cast(row_number() over (order by hidden, if(hidden, 0, orders) desc, topic) as integer) as position
)
from judged
order by position;
