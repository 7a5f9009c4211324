-- No row of a file was landed twice, or both landed and rejected.
select "row", count(*) as times
from (select "row" from landed_orders where file = $partition
      union all select "row" from landed_calls where file = $partition
      union all select "row" from landed_callbacks where file = $partition
      union all select "row" from landed_exclusions where file = $partition
      union all select "row" from landed_assists where file = $partition
      union all select distinct "row" from rejects where file = $partition)
group by "row"
having count(*) > 1
limit 10
