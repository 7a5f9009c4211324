-- The series of a step (`day`, `week`) up to a month, numbered. Parameters: $month, $step.
create or replace temp table alarm_series as
select level, topic, category, district, (row_number() over (order by level, topic, category, district) - 1)::INTEGER as number
from daily_counts
where month <= $month and step = $step
group by level, topic, category, district
