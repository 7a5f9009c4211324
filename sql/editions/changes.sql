-- What was said to have changed, against the previous period and the year before.
select * from changes where period = $period
