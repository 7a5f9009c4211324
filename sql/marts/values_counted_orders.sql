-- Orders that an indicator of the period may count, numbered from 0, with whom they count for and what they resample
-- with: the 多人同诉 event of several residents, else the resident, else the order alone. An order with nothing on any
-- clock since $window_start, and closed, cannot be counted.
create or replace temp table counted_orders as
select
  orders.order_id,
  (row_number() over (order by orders.order_id) - 1)::integer as number,
  coalesce(districts.number, -1) as district,
  coalesce(streets.number, -1) as street,
  coalesce(units.number, -1) as unit,
  (md5_number_lower(
    case
      when event_orders.type = '多人同诉' and event_orders.residents > 1 then 'E' || event_orders.event
      when orders.resident is not null then 'R' || orders.resident
      else 'O' || orders.order_id
    end
  ) >> 11)::double as cluster,
  coalesce((md5_number_lower('R' || orders.resident) >> 11)::double, -1) as resident,
  file_numbers.number as file
from orders
join file_numbers on file_numbers.file = coalesce(orders.file, '')
left join event_orders using (order_id)
left join subject_numbers as districts on districts.kind = 'district' and districts.code = orders.district
left join subject_numbers as streets on streets.kind = 'street' and streets.code = orders.street
left join subject_numbers as units on units.kind = 'unit' and units.code = orders.unit
where coalesce(orders.received_at, orders.closed_at) < $end
  and (
    orders.closed_at is null
    or greatest(orders.received_at, orders.dispatched_at, orders.due_at, orders.closed_at, orders.callback_at) >= $window_start
  )
