-- The goalposts of the framework in force, with the levels at which each indicator counts as supported in a period that begins at $start.
with supported as (
  select indicator, string_agg(level, ',' order by level) as levels
  from supported_sets
  where framework = $framework and since <= $start
  group by indicator
)
select $period::varchar as period, goalposts.*, coalesce(supported.levels, '') as supported
from goalposts left join supported using (indicator)
where goalposts.framework = $framework
