-- The scores of a period as they are frozen: without their resamples.
select * exclude (replicates) from scores where period = $period
