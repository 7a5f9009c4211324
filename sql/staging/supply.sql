-- For each column, how many rows of the month come from a file that has it (or have it from
-- an export of call-backs or units), and in how many it is filled: see supply.yaml.
-- Parameter: $month.
with order_cells as (
  select * exclude ("month", "row", exported_at, versions, available_from, due_from, due_rule)
    replace (
      nullif(district, 'unassigned') as district,
      nullif(street, 'unassigned') as street,
      nullif(unit, 'unassigned') as unit,
      case when available_from = 'column' then available_at end as available_at)
  from orders where "month" = $month
),
call_cells as (
  select * exclude ("month", "row", waiting_from, short_hangup_seconds) from calls where "month" = $month
),
per_file as (
  unpivot (select file, joined, count(*) as file_rows, count(columns(* exclude (file, joined))) from order_cells group by file, joined)
  on columns(* exclude (file, joined, file_rows)) into name column_name value filled
),
per_call_file as (
  unpivot (select file, count(*) as file_rows, count(columns(* exclude (file))) from call_cells group by file)
  on columns(* exclude (file, file_rows)) into name column_name value filled
),
both_kinds as (
  select 'orders' as kind, * exclude (joined), coalesce(list_contains(joined, column_name), false) as is_joined from per_file
  union all
  select 'calls', *, false from per_call_file
)
select
  $month as "month", b.kind, b.column_name,
  sum(if(is_joined or list_contains(f.supplied, b.column_name), b.file_rows, 0))::BIGINT as "rows",
  sum(b.filled)::BIGINT as filled
from both_kinds b
join files f on f.file = b.file
group by b.kind, b.column_name
order by b.kind, b.column_name
