-- The tree of the framework, in its own order: index, dimensions, sub-dimensions, indicators.
with recursive tree as (
  select node, if(node = 'index', 0, 1) as depth, if(node = 'index', null, node) as top from framework_nodes where coalesce(parent, '') = '' or parent = 'index' and not exists (select 1 from framework_nodes i where i.node = 'index')
  union all
  select n.node, t.depth + 1, coalesce(t.top, n.node) from framework_nodes n join tree t on n.parent = t.node
)
select
  n.node, coalesce(n.parent, if(t.depth = 1, 'index', '')) as parent, ['index', 'dimension', 'subdimension', 'indicator'][t.depth + 1] as kind, n.name, coalesce(t.top, '') as dimension,
  cast(n.weight as double) as weight, coalesce(n.definition, '') as definition, coalesce(n.measure, '') as measure, coalesce(n.direction, '') as direction, coalesce(n.role, '') as role,
  coalesce(n.clock, '') as clock, cast(n.maturity_days as integer) as maturity_days, cast(n.min_sample as integer) as min_sample,
  list_aggregate(list_transform(list_filter(str_split(regexp_replace(coalesce(cast(n."columns" as varchar), ''), '[\[\]"'']', '', 'g'), ','), x -> trim(x) <> ''), x -> needed_text(trim(x))), 'string_agg', '、') as needs,
  -- Which subjects it is computed for, and over how many months where that is not the period itself.
  list_aggregate(list_transform(list_filter(str_split(coalesce(n.levels, ''), ','), x -> x <> ''), x -> coalesce(map {'city': '全市', 'district': '区', 'street': '街道', 'unit': '单位'}[x], x)), 'string_agg', '、') as levels,
  cast(coalesce(n.window_months, 0) as integer) as window_months,
  coalesce(n.source, '') as source, coalesce(n.ours, true) as ours, cast(row_number() over (order by n.position, n.node) as integer) as position
from framework_nodes n join tree t on t.node = n.node
order by n.position, n.node;
