-- Orders by the category's first level in the period and the one before, with the district that brought most of them; most
-- orders first. Parameters: $start, $previous_start, and $enterprise: only of enterprises.
with
counted as (
  select coalesce(category1, '未归类') as category, district, received_at >= $start as now
  from briefing_orders
  where not merged and received_at >= $previous_start and (not $enterprise or resident_type = '企业')
),
by_district as (
  select category, b.name, count(*) as orders
  from counted join published_subjects as b on b.kind = 'district' and b.code = counted.district
  where now
  group by category, b.name, b.position
  qualify row_number() over (partition by category order by count(*) desc, b.position) = 1
)
select
  counted.category, count(*) filter (now)::bigint as orders, count(*) filter (not now)::bigint as before,
  coalesce(any_value(by_district.name), '') as district, coalesce(any_value(by_district.orders), 0)::bigint as district_orders
from counted left join by_district using (category)
group by counted.category
order by orders desc, before desc, counted.category
