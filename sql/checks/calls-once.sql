-- One row per call.
select call_id, count(*) as times from calls where month = $partition group by call_id having count(*) > 1 limit 10
