-- The newest period of each level by $as_of whose scores of the index and the dimensions ($nodes) are complete, of the main kind of the site (months where it has them).
with main as (
  select kind from periods where period in (select period from scores) group by kind order by kind <> 'month', kind limit 1
),
complete as (
  select s.subject_kind, s.period, p.end_at
  from scores s join periods p on p.period = s.period join main on main.kind = p.kind
  where p.end_at <= $as_of and list_contains($nodes, s.node) and s.score is not null
  group by s.subject_kind, s.period, p.end_at
  having not bool_or(s.provisional)
)
select subject_kind, arg_max(period, end_at) as period from complete where subject_kind <> 'city' group by subject_kind order by subject_kind
