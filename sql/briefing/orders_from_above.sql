-- What was ordered from above (批示, 督办) in the period before, by what became of it, as actions.csv says.
select outcome_text(outcome) as outcome, count(*)::bigint as matters
from actions
where kind in ('批示', '督办') and day >= $previous_start::date and day < $start::date
group by 1
order by matters desc, outcome
