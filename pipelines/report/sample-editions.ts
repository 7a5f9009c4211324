/** Shapes of the tables that editions (定稿) are kept in, without what the published tables do not read. */
export const editionShapes = [
  'framework_versions (framework varchar, node varchar, kind varchar, name varchar, measure varchar, position integer)',
  'landed_months (month varchar, file varchar)',
  'editions (period varchar, edition integer, label varchar, start_at timestamp, end_at timestamp, as_of timestamp, framework varchar, reason varchar, provisional bigint, digest varchar)',
  'edition_inputs (period varchar, edition integer, asset varchar, partition varchar, data_version varchar, code_version varchar)',
  'edition_subjects (period varchar, edition integer, kind varchar, code varchar, name varchar, parent varchar, position integer)',
  'edition_values (period varchar, edition integer, subject_kind varchar, subject varchar, indicator varchar, state varchar, value double, low double, high double, n bigint, numerator double, denominator double, provisional boolean)',
  'edition_scores (period varchar, edition integer, subject_kind varchar, subject varchar, node varchar, score double, low double, high double, coverage double, state varchar, provisional boolean)',
  'edition_ranks (period varchar, edition integer, subject_kind varchar, subject varchar, node varchar, state varchar, "rank" integer, ranked integer)',
  'edition_kept_scores (period varchar, edition integer, subject_kind varchar, subject varchar, node varchar, score double, coverage double, state varchar)',
];

/**
 * An edition of the last period but one and two of the one before it. Since the first of them an export has come in and
 * moved a few figures; those of the other period are as they were frozen. The newest period has none.
 */
export const editionStatements = [
  `insert into framework_versions select 'minqing-2026', node, kind, name, measure, position from framework_nodes`,
  `insert into editions
   select p.period, e.edition, p.label, p.start_at, p.end_at, timestamp '2025-01-20' + to_days(e.edition::integer), 'minqing-2026',
     if(e.edition = 2, '补录回访后更正', null), 3 * (2 - e.edition), md5(p.period || e.edition)
   from (select *, row_number() over (order by start_at desc) as nth from periods) p join (values (1), (2)) e(edition)
     on p.nth in (2, 3) and (e.edition = 1 or p.nth = 3)`,
  `insert into landed_months select strftime(p.start_at, '%Y-%m'), f.file from periods p cross join files f`,
  `insert into edition_inputs
   select e.period, e.edition, i.asset, i.partition, '1', '1'
   from editions e cross join (
     select 'ranks' as asset, '' as partition
     union all select 'landed', file from files where file <> (select max(file) from files)
   ) i
   union all select period, edition, 'orders', strftime(start_at, '%Y-%m'), '1', '1' from editions`,
  'insert into edition_subjects select e.period, e.edition, s.kind, s.code, s.name, s.parent, s.position from editions e cross join subjects s',
  `insert into edition_values
   select v.period, e.edition, subject_kind, subject, indicator, state, value, low, high, n, numerator, denominator, v.provisional
   from "values" v join editions e using (period)`,
  `insert into edition_scores
   select s.period, e.edition, subject_kind, subject, node, score - if(revised and score is not null, .4, 0), low, high, coverage, state, s.provisional
   from (select *, subject in ('city', 'D01', 'U01') and node in ('index', 'R', 'R3') and period = (select max(period) from editions) as revised from scores) s join editions e using (period)`,
  `insert into edition_ranks
   select r.period, e.edition, subject_kind, subject, node, state, "rank", ranked from ranks r join editions e using (period)`,
  `insert into edition_kept_scores
   select k.period, e.edition, subject_kind, subject, node, score, coverage, state from kept_scores k join editions e using (period)`,
];
