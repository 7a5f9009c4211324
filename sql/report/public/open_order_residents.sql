-- Different residents behind 未办结工单 of every subject and period shown (an order of an unknown one counts as one of its own).
with open_at_end as (
  select p.period, o.district, o.street, o.unit, coalesce(o.resident, o.order_id) as person
  from published_periods p
  join orders o on o.received_at < cast(p.end_at as timestamp) and o.merged_into is null
    and (o.closed_at is null or o.closed_at >= cast(p.end_at as timestamp))
), placed as (
  select period, 'city' as kind, (select code from published_subjects where kind = 'city' order by position limit 1) as code, person from open_at_end
  union all select period, 'district', district, person from open_at_end
  union all select period, 'street', street, person from open_at_end
  union all select period, 'unit', unit, person from open_at_end
)
select l.period, l.kind, b.slug, cast(count(distinct l.person) as bigint) as residents
from placed l join published_subjects b on b.kind = l.kind and b.code = l.code
group by l.period, l.kind, b.slug;
