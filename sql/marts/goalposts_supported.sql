-- Since when each indicator has had data at a level, in the $periods (by commas) that the framework computes; what was known already stays, or moves back when older periods come in.
with
now as (
  select indicator, subject_kind as level, min(start_at) as since
  from values join periods using (period)
  where state in ('ok', 'small') and list_contains(str_split($periods, ','), period)
  group by all
),
known as (
  select indicator, level, since from supported_sets where framework = $framework
)
select $framework::varchar as framework, indicator, level, min(since) as since
from (select * from now union all select * from known)
group by all
order by indicator, level
