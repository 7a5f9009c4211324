-- 回访不足: subjects of a level of which too few call-backs were answered for one of the figures ($indicators).
select distinct subject
from callback_bounds
where period = $period and subject_kind = $level and list_contains($indicators, indicator) and not enough
order by subject
