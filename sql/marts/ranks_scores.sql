-- Complete scores of a node at a level, with their resamples. 初步数 has no band.
select subject, score, replicates
from scores
where period = $period and subject_kind = $level and node = $node and score is not null and replicates is not null and not provisional
order by subject
