-- 修订说明: every figure of a subject that is no longer what the last edition of its period froze. Of the 13 newest periods that have one: a whole history
-- is revised when a way of computing changes; `minqing revisions` tells of any period. Streets and 态势: there too.
with last as (
  select period, max(edition) as edition from editions group by period
), shown as (
  select e.* from editions e join last using (period, edition)
  where e.period in (select period from "values")
  order by e.start_at desc, e.period limit 13
), frozen as (
  select '得分' as what, period, subject_kind, subject, node, score as figure, state, edition from edition_scores
  union all select '指标值', period, subject_kind, subject, indicator, value, state, edition from edition_values
  union all select '位次', period, subject_kind, subject, node, "rank", state, edition from edition_ranks
  union all select '得分（不含剔除）', period, subject_kind, subject, node, score, state, edition from edition_kept_scores
), newest as (
  select '得分' as what, period, subject_kind, subject, node, score as figure, state from scores
  union all select '指标值', period, subject_kind, subject, indicator, value, state from "values"
  union all select '位次', period, subject_kind, subject, node, "rank", state from ranks
  union all select '得分（不含剔除）', period, subject_kind, subject, node, score, state from kept_scores
), compared as (
  select
    coalesce(f.period, l.period) as period, coalesce(f.what, l.what) as what, coalesce(f.subject_kind, l.subject_kind) as subject_kind,
    coalesce(f.subject, l.subject) as subject, coalesce(f.node, l.node) as node,
    f.figure as frozen, l.figure as newest, f.state as frozen_state, l.state as newest_state
  from (select frozen.* from frozen join shown using (period, edition)) f
  full join (select newest.* from newest where period in (select period from shown)) l using (what, period, subject_kind, subject, node)
  where (f.figure, f.state) is distinct from (l.figure, l.state)
)
select
  c.period, replace(c.period, ':', '-') as page, c.subject_kind as kind, b.slug, coalesce(w.name, b.name, c.subject) as name, coalesce(w.position, b.position) as place,
  c.what, c.node, coalesce(v.name, n.name, c.node) as node_name, coalesce(n.position, 1000) as node_position,
  if(c.what = '指标值', coalesce(v.measure, n.measure), c.what) as measure,
  c.frozen, c.newest, c.newest - c.frozen as difference,
  state_text(c.frozen_state) as frozen_state_text, state_text(c.newest_state) as newest_state_text
from compared c
join shown e using (period)
left join framework_versions v on v.framework = e.framework and v.node = c.node
left join published_nodes n on n.node = c.node
left join edition_subjects w on w.period = e.period and w.edition = e.edition and w.kind = c.subject_kind and w.code = c.subject
left join published_subjects b on b.kind = c.subject_kind and b.code = c.subject
where c.subject_kind <> 'street'
  -- The score of an indicator says again what its value says.
  and not (c.what <> '指标值' and coalesce(v.kind, n.kind) = 'indicator')
  -- An edition from before ranks were frozen holds none of these tables: what stood in them is not known.
  and (c.what not in ('位次', '得分（不含剔除）') or exists (select 1 from edition_inputs i where i.period = e.period and i.edition = e.edition and i.asset = 'ranks'))
order by e.start_at, e.period, list_position(['city', 'district', 'unit'], c.subject_kind), place, c.subject, list_position(['得分', '位次', '指标值', '得分（不含剔除）'], c.what), node_position, c.node;
