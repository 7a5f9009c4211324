-- Goalposts of the framework, with the levels at which each indicator has had data up to the period that begins at $start.
with
supported as (
  select indicator, list(level order by level) as levels
  from supported_sets
  where framework = $framework and since <= $start
  group by indicator
)
select goalposts.indicator, goalposts.low, goalposts.high, coalesce(supported.levels, []) as supported
from goalposts left join supported using (indicator)
where goalposts.framework = $framework
order by goalposts.indicator
