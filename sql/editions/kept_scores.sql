-- Scores of a period without excluded orders (不含剔除), of subjects that have any.
select * from kept_scores where period = $period
