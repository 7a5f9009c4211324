-- The score at the top of the tree of every subject of a level, in the official order, with the indicators that entered.
select subjects.code, subjects.name, scores.state, scores.provisional, scores.indicators
from scores join subjects on subjects.kind = scores.subject_kind and subjects.code = scores.subject
where scores.period = $period and scores.subject_kind = $level and scores.node = $node
order by subjects.position, subjects.code
