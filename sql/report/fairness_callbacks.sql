-- Whether those who were never called back validly are like the others: by channel, kind, category, way and by whom; the newest period. At most 12 of a facet.
select
  f.facet, map {'channel': '受理渠道', 'kind': '工单类型', 'category': '问题分类', 'mode': '回访方式', 'by': '回访主体'}[f.facet] as facet_name,
  list_position(['mode', 'by', 'channel', 'kind', 'category'], f.facet) as facet_position, f.value, f.due, f.missing, f.share, f.share_low, f.share_high, coalesce(f.verdict, '') as verdict,
  f.answered, f.satisfaction, f.satisfaction_low, f.satisfaction_high, f.solved, f.solved_low, f.solved_high, f.solved_n
from fairness_callbacks f
join published_periods p on p.period = f.period and p.newest
where f.due >= 5
qualify row_number() over (partition by f.facet order by f.due desc, f.value) <= 12
order by facet_position, f.due desc, f.value;
