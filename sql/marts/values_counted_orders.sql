-- Orders that an indicator of the period may count, numbered from 0, with whom they count for and what they resample
-- with: the 多人同诉 event of several residents, else the resident, else the order alone. `latest` is its last time of
-- anything that happened to it; an order with nothing since $window_start, and closed, cannot be counted. `excluded`: by
-- the newest decision in the ledger, of those made by $horizon. `stratum`: its kind of work, category × kind × channel.
create or replace temp table counted_orders as
with
windowed as (
  select
    order_id,
    resident,
    md5_number_lower('R' || resident) >> 11 as resident_key,
    district,
    street,
    unit,
    coalesce(category1, '') as category,
    coalesce(kind, '') as kind,
    coalesce(channel, '') as channel,
    coalesce(file, '') as file,
    coalesce(array_to_string(joined, ','), '') as joined,
    case
      when closed_at is null then timestamp 'infinity'
      else greatest(
        received_at, dispatched_at, signed_at, contacted_at, due_at, closed_at, merged_at, marked_at, callback_at
      )
    end as latest
  from orders
  where coalesce(received_at, closed_at) < $end and latest >= $window_start
),
shared as (
  select order_id, md5_number_lower('E' || event) >> 11 as event_key
  from event_orders
  where type = '多人同诉' and residents > 1
),
strata as (
  select category, kind, channel, (row_number() over (order by category, kind, channel) - 1)::integer as stratum
  from (select distinct category, kind, channel from windowed)
),
decisions as (
  select order_id, decision
  from exclusions
  where matter = '剔除' and decision <> '待定' and coalesce(approved_at, proposed_at) <= $horizon is not false
  qualify row_number() over (
    partition by order_id
    order by coalesce(approved_at, proposed_at) desc nulls last, exported_at desc nulls last, file, "row" desc) = 1
)
select
  windowed.order_id,
  (row_number() over (order by windowed.order_id) - 1)::integer as number,
  coalesce(districts.number, -1) as district,
  coalesce(streets.number, -1) as street,
  coalesce(units.number, -1) as unit,
  case
    when event_key is not null then event_key
    when resident_key is not null then resident_key
    else md5_number_lower('O' || windowed.order_id) >> 11
  end::double as cluster,
  coalesce(resident_key::double, -1) as resident,
  file_numbers.number as file,
  (decision is not distinct from '同意')::integer as excluded,
  stratum,
  latest
from windowed
join file_numbers using (file, joined)
join strata using (category, kind, channel)
left join shared using (order_id)
left join decisions using (order_id)
left join subject_numbers as districts on districts.kind = 'district' and districts.code = windowed.district
left join subject_numbers as streets on streets.kind = 'street' and streets.code = windowed.street
left join subject_numbers as units on units.kind = 'unit' and units.code = windowed.unit
