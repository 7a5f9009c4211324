-- 态势 of a period.
select * from situation where period = $period
