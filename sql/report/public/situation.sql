-- Contacts, orders, residents and open orders; events, as counts of events, down to districts. The rest of 态势 counts
-- the matters of few people and stays in 内部版.
with judged as (
  select
    s.*, b.position as official,
    is_withheld_count(s.period, s.kind, s.slug, s.measure) as hidden,
    is_withheld_count(p.previous, s.kind, s.slug, s.measure) as previous_hidden,
    is_withheld_count(p.year_ago, s.kind, s.slug, s.measure) as year_hidden
  from published_situation s
  join published_periods p on p.period = s.period
  join published_subjects b on b.kind = s.kind and b.slug = s.slug
  where list_contains(['件次', '工单数', '诉求人数', '每万人诉求人数', '未办结工单'], s.measure)
    or (s.kind <> 'street' and s.kind <> 'unit' and list_contains(['多人同诉事件', '高频问题事件', '一地多事事件'], s.measure))
)
select * exclude (official, hidden, previous_hidden, year_hidden) replace (
  if(hidden, null, round(value, 3)) as value,
  if(previous_hidden, null, round(previous, 3)) as previous,
  if(year_hidden, null, round(year_ago, 3)) as year_ago,
  if(hidden, withheld_text(), state_text) as state_text
)
from judged
order by position, kind, official, place, measure;
