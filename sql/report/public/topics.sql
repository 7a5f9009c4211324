-- Topics whose volume is withheld stand behind the others, by their ids: their place would tell their size.
with judged as (
  select
    t.*,
    exists (select 1 from withheld_topic_months w, published_site s where w.topic = t.topic and w.month = strftime(cast(s.start_at as timestamp), '%Y-%m')) as hidden,
    exists (select 1 from withheld_topic_months w, published_site s where w.topic = t.topic and w.month = strftime(cast(s.start_at as timestamp) - interval 1 month, '%Y-%m')) as previous_hidden,
    exists (select 1 from withheld_topic_months w, published_site s where w.topic = t.topic and w.month = strftime(cast(s.start_at as timestamp) - interval 12 month, '%Y-%m')) as year_hidden
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
