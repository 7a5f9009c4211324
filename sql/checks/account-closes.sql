-- Every row of a file was accepted, rejected or ignored; what the tables hold is what the account says.
with landed as (
  select file from landed_orders where file = $partition
  union all select file from landed_calls where file = $partition
  union all select file from landed_callbacks where file = $partition
  union all select file from landed_exclusions where file = $partition
  union all select file from landed_assists where file = $partition
)
select f.name, f."read", f.ignored, f.accepted, f.rejected
from files f
where f.file = $partition
  and (f."read" <> f.ignored + f.accepted + f.rejected
    or f.accepted <> (select count(*) from landed)
    or f.rejected <> (select count(distinct "row") from rejects where file = $partition))
