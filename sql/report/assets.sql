-- Every asset: partitions made and rows in them.
with newest as (
  select asset, partition, arg_max(rows, seq) as rows, arg_max(status, seq) as status from ledger where asset not in ('published', 'editions') group by asset, partition
)
select asset, cast(count(*) filter (where status = 'done') as bigint) as partitions, cast(count(*) filter (where status = 'failed') as bigint) as failed, cast(sum(rows) filter (where status = 'done') as bigint) as rows, max(partition) as newest
from newest
group by asset
order by asset;
