-- Exports that touch the month and of which more rows were refused than `guards.rejected_share` of site.yaml allows; of
-- small ones at least 20 rows, or all of at least 5. What the site accepts passes, and so does a file that came again
-- under its name in a readable form. Parameters: $partition, $kinds of exports (JSON), $rejected_share, $accepted_files (JSON).
with touching as (
  select distinct file from landed_months
  where "month" = $partition and list_contains(from_json($kinds, '["VARCHAR"]'), kind)
),
judged as (
  select name, kind, contract, rejected, "read" - ignored as of_rows,
    rejected > $rejected_share::double * ("read" - ignored) and (rejected >= 20 or (accepted = 0 and rejected >= 5)) as refused
  from files semi join touching using (file)
),
accepted as (
  select unnest(from_json($accepted_files, '["VARCHAR"]')) as pattern
)
select j.name || ': ' || j.rejected || ' of ' || j.of_rows || ' rows were refused ('
  || round(100.0 * j.rejected / j.of_rows)::integer || '%; the limit is ' || format('{:.4g}', 100 * $rejected_share::double) || '%)' as message
from judged j
where j.refused
  and not exists (select 1 from accepted a where j.name = a.pattern or j.name glob a.pattern)
  and not exists (select 1 from judged other where other.name = j.name and not other.refused)
order by j.rejected desc, j.name
