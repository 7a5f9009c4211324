-- Orders and residents per topic and subject in a period, beside the previous period and the same period last year (null
-- where that period lies before the first order: a base of nothing is no base).
with
spans as (
  select * from (values
    ('now', $start::timestamp, $end::timestamp),
    ('previous', $previous_start::timestamp, $previous_end::timestamp),
    ('year', $year_start::timestamp, $year_end::timestamp)
  ) as spans(span, start_at, end_at)
),
known as (
  select span from spans where start_at >= (select date_trunc('month', min(received_at)) from orders) or span = 'now'
),
counted as (
  select span, topic, orders.district, orders.street, orders.unit, orders.resident, orders.order_id
  from spans
  join orders on orders.received_at >= start_at and orders.received_at < end_at
  join order_topics using (order_id)
),
placed as (
  select span, topic, subject_kind, subject, resident, order_id
  from counted
  cross join lateral (
    values ('city', (select min(code) from subjects where kind = 'city')), ('district', district), ('street', street), ('unit', unit)
  ) as placed(subject_kind, subject)
  join subjects on subjects.kind = subject_kind and subjects.code = subject
)
select
  $period::varchar as period,
  subject_kind,
  subject,
  topic,
  count(*) filter (span = 'now') as orders,
  count(distinct resident) filter (span = 'now') as residents,
  case when 'previous' in (select span from known) then count(*) filter (span = 'previous') end as orders_previous,
  case when 'year' in (select span from known) then count(*) filter (span = 'year') end as orders_year
from placed
group by subject_kind, subject, topic
