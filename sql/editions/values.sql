-- The figures of a period as they are frozen: without their resamples, which no reader of an edition needs.
select * exclude (replicates) from values where period = $period
