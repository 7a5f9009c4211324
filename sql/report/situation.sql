-- 态势: counts shown beside the scores, never scored, without a direction.
select s.period, p.position, p.newest, s.subject_kind as kind, b.slug, b.name, s.measure,
  cast(coalesce(list_position(['件次', '工单数', '诉求人数', '每万人诉求人数', '未办结工单', '多人同诉事件', '高频问题事件', '一地多事事件', '催办件次', '办结后重复诉求件次'], s.measure), 99) as integer) as place,
  s.value, pv.value as previous, yr.value as year_ago, '' as state_text
from situation s
join published_periods p on p.period = s.period
join published_subjects b on b.kind = s.subject_kind and b.code = s.subject
left join situation pv on pv.period = p.previous and pv.subject_kind = s.subject_kind and pv.subject = s.subject and pv.measure = s.measure
left join situation yr on yr.period = p.year_ago and yr.subject_kind = s.subject_kind and yr.subject = s.subject and yr.measure = s.measure
where s.subject_kind <> 'street' or p.newest
order by p.position, s.subject_kind, b.position, place, s.measure;
