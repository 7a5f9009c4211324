-- One row per entry in the ledger of exclusions, of the month's orders: see exclusions.yaml.
-- Parameter: $month.
with exported as (
  select e.*, f.exported_at
  from landed_exclusions e
  join files f on f.file = e.file
  semi join (select order_id from orders where "month" = $month) as own on own.order_id = e.order_id
  where e.file in (select file from landed_months where kind = 'exclusions' and "month" = $month)
),
-- A later export of the ledger brings the same entry with its decision.
newest as (
  select * from exported
  qualify row_number() over (
    partition by order_id, coalesce('id ' || exclusion_id, concat_ws(' ', coalesce(matter, '剔除'), proposed_at))
    order by exported_at desc nulls last, greatest(proposed_at, approved_at) desc nulls last, row_hash desc, file, "row") = 1
),
entries as (
  select order_id, coalesce(matter, '剔除') as matter, reason, proposer, proposed_at, approver, approved_at,
    coalesce(decision, '待定') as decision, 'exclusions' as source, exported_at, file, "row"
  from newest
  union all
  -- In the export of orders: what the source itself took out, already decided.
  select o.order_id, '剔除', l.exclusion_reason, null, null, null, l.excluded_at, if(l.excluded, '同意', '不同意'), 'orders', o.exported_at, o.file, o."row"
  from orders o join landed_orders l on l.file = o.file and l."row" = o."row"
  where o."month" = $month and l.excluded is not null and (l.excluded or l.exclusion_reason is not null)
)
select $month as "month", * from entries
order by order_id, matter, proposed_at nulls first, source, file, "row"
