-- How the orders of each day were counted: by channel, first category, contract that read them, and whether a resident and
-- a district are known. What changes here changes the counts without anything having happened. Parameter: $month.
with
placed as (
  select
    cast(orders.received_at as date) as day,
    greatest(cast(coalesce(orders.available_at, orders.received_at) as date), cast(orders.received_at as date)) as available_on,
    orders.available_from = 'column' as dated,
    coalesce(orders.channel, '') as channel,
    coalesce(orders.category1, '') as category,
    coalesce(files.contract, '') as contract,
    case when orders.resident is null then 'unknown' else 'known' end as resident,
    case when orders.district = 'unassigned' then 'unknown' else 'known' end as district
  from orders left join files on files.file = orders.file
  where orders.month = $month and orders.received_at is not null
)
select $month as month, day, available_on, dated, facet, facet_value as value, count(*) as orders
from placed unpivot (facet_value for facet in (channel, category, contract, resident, district))
group by all
