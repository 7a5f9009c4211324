-- 定稿: every edition there is, newest period first. `revised`: how many figures are no longer what was frozen; null where nobody compared:
-- another edition follows, there are no newest figures any more, or 13 newer periods have editions.
with compared as (
  select period from editions where period in (select period from "values") group by period, start_at order by start_at desc, period limit 13
)
select
  e.period, replace(e.period, ':', '-') as page, e.label as period_label, strftime(e.start_at, '%Y-%m-%d') as start_at, strftime(e.end_at - interval 1 second, '%Y-%m-%d') as last_day,
  e.edition, e.edition = l.edition as last, strftime(e.as_of, '%Y-%m-%d %H:%M') as as_of,
  e.framework, coalesce(e.reason, '') as reason, e.provisional, substr(e.digest, 1, 12) as digest,
  if(e.edition = l.edition and e.period in (select period from compared), coalesce(r.figures, 0), null) as revised
from editions e
join (select period, max(edition) as edition from editions group by period) l using (period)
left join (select period, count(*) as figures from published_revisions group by period) r using (period)
order by e.start_at desc, e.period, e.edition desc;
