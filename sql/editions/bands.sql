-- 分档 of a period with the probability of each.
select * from bands where period = $period
