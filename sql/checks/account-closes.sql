-- Every row of a file was accepted, rejected or ignored; what the tables hold is what the account says.
select f.name, f."read", f.ignored, f.accepted, f.rejected
from files f
where f.file = $partition
  and (f."read" <> f.ignored + f.accepted + f.rejected
    or f.accepted <> (select count(*) from landed_orders where file = $partition) + (select count(*) from landed_calls where file = $partition)
    or f.rejected <> (select count(distinct "row") from rejects where file = $partition))
