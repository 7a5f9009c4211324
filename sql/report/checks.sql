-- The newest result of every check, counted over partitions. No times and no run ids: the same data gives the same bytes.
with newest as (
  select asset, partition, arg_max(checks, seq) as checks from ledger where status = 'done' group by asset, partition
), each as (
  select asset, partition, unnest(from_json(checks, '[{"name":"VARCHAR","passed":"BOOLEAN","blocking":"BOOLEAN"}]')) as result from newest
)
select asset, result.name as name, bool_or(result.blocking) as blocking, cast(count(*) as bigint) as partitions, cast(count(*) filter (where not result.passed) as bigint) as failed
from each
group by asset, result.name
order by asset, result.name;
