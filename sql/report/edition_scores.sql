-- 定稿 beside 最新值: index and dimensions with ranks, of the last edition of each period. A subject may have gone since: then it keeps the name it was frozen with and has no page.
with last as (
  select period, max(edition) as edition from editions group by period
), holding_ranks as (
  select distinct period, edition from edition_inputs where asset = 'ranks'
)
select
  e.period, replace(e.period, ':', '-') as page, e.label as period_label, e.edition, s.subject_kind as kind, b.slug, coalesce(w.name, b.name, s.subject) as name, coalesce(w.position, b.position) as place,
  s.node, coalesce(f.name, n.name, s.node) as node_name, coalesce(f.kind, n.kind) as node_kind,
  s.score, s.low, s.high, state_text(s.state) as state_text, s.provisional, r."rank", r.ranked,
  h.period is not null as holds_ranks,
  l.score as newest_score, state_text(l.state) as newest_state_text, l.provisional as newest_provisional, q."rank" as newest_rank, q.ranked as newest_ranked,
  l.score - s.score as difference,
  (s.score, s.state) is distinct from (l.score, l.state) as revised,
  l.period is null as gone
from edition_scores s
join last using (period, edition)
join editions e using (period, edition)
left join framework_versions f on f.framework = e.framework and f.node = s.node
left join published_nodes n on n.node = s.node
left join edition_subjects w on w.period = s.period and w.edition = s.edition and w.kind = s.subject_kind and w.code = s.subject
left join published_subjects b on b.kind = s.subject_kind and b.code = s.subject
left join edition_ranks r on r.period = s.period and r.edition = s.edition and r.subject_kind = s.subject_kind and r.subject = s.subject and r.node = s.node
left join holding_ranks h on h.period = s.period and h.edition = s.edition
left join scores l on l.period = s.period and l.subject_kind = s.subject_kind and l.subject = s.subject and l.node = s.node
left join ranks q on q.period = s.period and q.subject_kind = s.subject_kind and q.subject = s.subject and q.node = s.node
where s.state <> 'inapplicable' and s.subject_kind <> 'street' and coalesce(f.kind, n.kind) in ('index', 'dimension')
order by e.start_at, e.period, list_position(['city', 'district', 'unit'], s.subject_kind), place, s.subject, coalesce(f.position, n.position);
