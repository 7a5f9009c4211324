-- Orders of every main unit in the period and the one before, and those open at its end; most orders first.
select
  b.name as unit, coalesce(max(value) filter (measure = '工单数' and period = $period), 0)::bigint as orders,
  coalesce(max(value) filter (measure = '工单数' and period = $previous), 0)::bigint as before,
  coalesce(max(value) filter (measure = '未办结工单' and period = $period), 0)::bigint as open_orders
from briefing_situation join published_subjects as b on b.kind = 'unit' and b.code = briefing_situation.subject
where subject_kind = 'unit'
group by b.name, b.position
having orders > 0 or open_orders > 0
order by orders desc, open_orders desc, b.position
