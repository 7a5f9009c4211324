-- Ranks of a period with their intervals, and who has none for what reason.
select * from ranks where period = $period
