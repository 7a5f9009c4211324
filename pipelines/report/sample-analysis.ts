/** Invented figures for what the analyst's pages show: run after the other marts of the sample are filled. */
export const analysisStatements = [
  `insert into kept_values
   select period, subject_kind, subject, indicator, state, least(value * 1.01, 1), low, high, n - 3, numerator, denominator, provisional
   from "values" where value is not null and n > 10 and indicator in ('R32', 'R41', 'R51') and subject_kind <> 'street' and hash('kept', subject) % 2 = 0`,
  `insert into kept_scores
   select period, subject_kind, subject, node, score + .8, coverage, state, null
   from scores where score is not null and subject_kind <> 'street' and node in ('index', 'P', 'R', 'R3', 'R4', 'R5') and hash('kept', subject) % 2 = 0`,
  `insert into robustness_studies
   select n.period, k.kind, k.node, s.subjects, s.indicators, if(s.subjects < 3, 'few', 'ok')
   from (select max(period) as period from ranks where node = 'index') n, (values ('district', 'index'), ('district', 'P'), ('district', 'R'), ('unit', 'R')) k(kind, node),
     lateral (select count(distinct subject) as subjects, 12 as indicators from ranks where ranks.period = n.period and subject_kind = k.kind and ranks.node = k.node and state = 'ok') s`,
  `insert into robustness_weights
   select s.period, s.subject_kind, s.node, f.node, if(f.kind = 'indicator', 1, if(f.kind = 'subdimension', 2, 3)), case f.kind when 'dimension' then .5 when 'subdimension' then .09 else .03 end, (hash('pull', f.node) % 100) / 1000.0 - .01, (hash('d', f.node) % 20) / 10.0, hash('d', f.node) % 4, (hash('x', f.node) % 15) / 10.0
   from robustness_studies s join framework_nodes f on f.kind <> 'index' and (s.node = 'index' or f.dimension = s.node and f.node <> s.node) where s.state = 'ok'`,
  `insert into robustness_correlations
   select s.period, s.subject_kind, s.node, a.parent, a.node, b.node, (hash(a.node, b.node) % 200) / 100.0 - 1, s.subjects
   from robustness_studies s join framework_nodes a on a.kind in ('indicator', 'subdimension') and (s.node = 'index' or a.dimension = s.node) join framework_nodes b on b.parent = a.parent and b.position > a.position where s.state = 'ok'`,
  `insert into robustness_groups
   select s.period, s.subject_kind, s.node, a.parent, a.node, s.subjects, 3 * count(*) over g, if(s.subjects < 3 * count(*) over g, 'few', 'ok'), if(s.subjects < 3 * count(*) over g, null, .7), if(s.subjects < 3 * count(*) over g, null, .55), if(s.subjects < 3 * count(*) over g, null, (hash('l', a.node) % 100) / 100.0)
   from robustness_studies s join framework_nodes a on a.kind in ('indicator', 'subdimension') and (s.node = 'index' or a.dimension = s.node) where s.state = 'ok'
   window g as (partition by s.period, s.subject_kind, s.node, a.parent)`,
  `insert into robustness_removals
   select s.period, s.subject_kind, s.node, f.node, (hash('m', f.node) % 20) / 10.0, hash('m', f.node) % 4, if(hash('m', f.node) % 4 = 0, null, if(s.subject_kind = 'unit', 'U01', 'D01')), hash('m', f.node) % 4
   from robustness_studies s join framework_nodes f on f.kind = 'indicator' and (s.node = 'index' or f.dimension = s.node) where s.state = 'ok'`,
  `insert into robustness_spans
   select s.period, s.subject_kind, s.node, c.subject, row_number() over g, greatest(1, row_number() over g - 1), least(s.subjects, row_number() over g + 2)
   from robustness_studies s join scores c on c.period = s.period and c.subject_kind = s.subject_kind and c.node = s.node and c.score is not null
   join ranks k on k.period = c.period and k.subject_kind = c.subject_kind and k.subject = c.subject and k.node = c.node and k.state = 'ok'
   where s.state = 'ok'
   window g as (partition by s.period, s.subject_kind, s.node order by c.score desc, c.subject)`,
  `insert into robustness_inputs
   select s.period, s.subject_kind, s.node, i.input, i.total - .2, i.total - .4, i.total, i.total, i.total - .1, i.total + .1
   from robustness_studies s, (values ('data', .8), ('normalisation', .3), ('aggregation', .1), ('weights', .2)) i(input, total) where s.state = 'ok'`,
  `insert into fairness_checks
   select p.period, s.kind, s.code, m.measure, if(n < 30, 'small', if(s.kind = 'city' or m.measure = 'single_mode', 'ok', 'ok')), x / n, greatest(0, x / n - .03), least(1, x / n + .03), x, n,
          if(s.kind = 'city', null, .1), if(s.kind = 'city', null, .05), if(s.kind = 'city', null, .16), if(s.kind = 'city' or n < 30 or m.measure = 'single_mode', null, case when x / n > .16 then '偏高' when x / n < .05 then '偏低' else '无显著差别' end), if(m.measure = 'single_mode', '短信', ''), 2
   from periods p, subjects s, (values ('excluded'), ('rerated'), ('contradicted'), ('unheard'), ('single_mode')) m(measure),
     lateral (select if(s.kind = 'city', 4000, 12 + hash('n', s.code) % 300)::bigint as n), lateral (select (n * (hash('f', s.code, m.measure) % 20) / 100.0)::bigint as x)
   where s.kind <> 'street'`,
  `insert into fairness_callbacks
   select p.period, f.facet, f.value, f.due, (f.due * f.share)::bigint, f.share, f.share - .03, f.share + .03, if(f.due < 30, null, if(f.share > .4, '偏高', '无显著差别')), f.due // 2, .9, .85, .94, .7, .64, .77, f.due // 3
   from periods p, (values ('mode', '人工', 400, .2), ('mode', '短信', 380, .5), ('channel', '电话', 900, .3), ('channel', '网络', 20, .4), ('kind', '投诉', 500, .35)) f(facet, value, due, share)`,
];
