import { DuckDBInstance } from 'duckdb';
import { Warehouse } from '../warehouse/warehouse.ts';
import { analysisStatements } from './sample-analysis.ts';
import { editionShapes, editionStatements } from './sample-editions.ts';
import { sampleIndicators, sampleNodes } from './sample-framework.ts';

export interface SampleSize {
  /** Orders over all months. */
  orders: number;
  months: number;
  districts: number;
  units: number;
  /** False: only the shape of the tables, as in a city whose exports have not been read yet. */
  filled: boolean;
}

/** A test fixture: an in-memory warehouse with the marts of docs/architecture.md, filled with invented figures. */
export async function openSampleMarts(
  size: Partial<SampleSize> = {},
): Promise<{ warehouse: Warehouse; close: () => void }> {
  const { orders = 20_000, months = 25, districts = 8, units = 24, filled = true } = size;
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const warehouse = new Warehouse(connection, 'duckdb');
  for (const statement of [...tables, ...editionShapes]) await warehouse.run(`create table ${statement}`);
  await insertFramework(warehouse);
  await warehouse.run(subjectsSql, { districts, units });
  await warehouse.run(periodsSql, { months });
  if (filled)
    for (const statement of [...figureStatements, ...analysisStatements, ...editionStatements])
      await warehouse.run(statement, { orders, months, districts, units });
  return {
    warehouse,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The moment the sample's newest month has ended. */
export const sampleAsOf = '2025-02-01 00:00:00';

/** What the sample's tables are published with. */
export const sampleParameters = {
  as_of: sampleAsOf,
  site_name: '云溪市',
  demo: true,
  framework: 'minqing-2026',
  framework_name: '民情框架 2026.1',
};

const tables = [
  'framework_nodes (node varchar, parent varchar, kind varchar, name varchar, weight double, position integer, dimension varchar, definition varchar, measure varchar, direction varchar, role varchar, clock varchar, maturity_days integer, min_sample integer, "columns" varchar, source varchar, ours boolean, levels varchar, window_months integer)',
  'shapes (code varchar, path varchar, x integer, y integer, height integer)',
  'goalposts (framework varchar, indicator varchar, level varchar, low double, high double, basis varchar, frozen_at timestamp)',
  'periods (period varchar, kind varchar, start_at timestamp, end_at timestamp, label varchar)',
  'subjects (kind varchar, code varchar, name varchar, parent varchar, position integer)',
  'population (region varchar, grp varchar, people bigint)',
  'files (file varchar, name varchar, kind varchar, contract varchar, bytes bigint, exported_at timestamp, supplied varchar[], read bigint, ignored bigint, accepted bigint, rejected bigint, ignored_by varchar, schema_version integer)',
  'rejects (file varchar, row bigint, column_name varchar, header varchar, shape varchar, reason varchar, fix varchar)',
  'orders (month varchar, order_id varchar, received_at timestamp, channel varchar, kind varchar, category1 varchar, title varchar, body varchar, place varchar, district varchar, street varchar, unit varchar, resident varchar, dispatched_at timestamp, due_at timestamp, closed_at timestamp, hops integer, on_time boolean, exported_at timestamp, file varchar, merged_into varchar)',
  'supply (month varchar, kind varchar, column_name varchar, rows bigint, filled bigint)',
  'topic_names (month varchar, topic varchar, label varchar, named boolean, parent1 varchar, parent1_label varchar, parent2 varchar, parent2_label varchar, phrases varchar[])',
  'order_topics (month varchar, order_id varchar, topic varchar, fit double)',
  'events (month varchar, event varchar, alias_of varchar, type varchar, label varchar, place varchar, district varchar, street varchar, topic varchar, first_at timestamp, last_at timestamp, orders bigint, residents bigint, open_orders bigint)',
  'event_course (month varchar, event varchar, "until" timestamp, orders_7 bigint, orders_7_before bigint, residents_7 bigint, residents_7_before bigint, orders_30 bigint, orders_30_before bigint, residents_30 bigint, residents_30_before bigint, units varchar[], state varchar, hot_spots varchar[], evidence varchar[], season varchar)',
  'event_members (month varchar, order_id varchar, event varchar)',
  'alarms (month varchar, alarm varchar, kind varchar, level varchar, topic varchar, category varchar, district varchar, event varchar, step varchar, day date, first_day date, raised_at timestamp, observed bigint, expected double, bound double, p double, method varchar, compared varchar, as_of timestamp)',
  'alarm_orders (month varchar, alarm varchar, order_id varchar)',
  'alarm_looks (month varchar, step varchar, day date, judged_on date, level varchar, series integer, judged integer, sparse integer, alarms integer, state varchar, reason varchar)',
  'actions (line integer, day date, kind varchar, target varchar, outcome varchar)',
  'signals (month varchar, order_id varchar, signal varchar, words varchar[])',
  '"values" (period varchar, subject_kind varchar, subject varchar, indicator varchar, state varchar, value double, low double, high double, n bigint, numerator double, denominator double, provisional boolean, replicates float[])',
  'value_cells (period varchar, subject_kind varchar, subject varchar, indicator varchar, things bigint, hits bigint, misses bigint, residents bigint, hit_residents bigint, miss_residents bigint, singled_out bigint)',
  'scores (period varchar, subject_kind varchar, subject varchar, node varchar, score double, low double, high double, coverage double, state varchar, provisional boolean, replicates float[])',
  'changes (period varchar, subject_kind varchar, subject varchar, node varchar, against varchar, difference double, low double, high double, value_difference double, value_low double, value_high double, verdict varchar, provisional boolean)',
  'ranks (period varchar, subject_kind varchar, subject varchar, node varchar, state varchar, "rank" integer, ranked integer, low integer, high integer, data_low integer, data_high integer, method_low integer, method_high integer)',
  'bands (period varchar, subject_kind varchar, subject varchar, node varchar, band varchar, position integer, own boolean, probability double)',
  'funnels (period varchar, subject_kind varchar, subject varchar, indicator varchar, basis varchar, state varchar, value double, expected double, low double, high double, outer_low double, outer_high double, z double, p double, dispersion double, own double, n bigint, verdict varchar, provisional boolean)',
  'shrunk_values (period varchar, subject_kind varchar, subject varchar, indicator varchar, value double, low double, high double, shrunk double, shrunk_low double, shrunk_high double, n bigint, provisional boolean)',
  'callback_bounds (period varchar, subject_kind varchar, subject varchar, indicator varchar, value double, worst double, best double, answered bigint, missing bigint, share double, enough boolean, provisional boolean)',
  'kept_values (period varchar, subject_kind varchar, subject varchar, indicator varchar, state varchar, value double, low double, high double, n bigint, numerator double, denominator double, provisional boolean)',
  'kept_scores (period varchar, subject_kind varchar, subject varchar, node varchar, score double, coverage double, state varchar, indicators varchar)',
  'robustness_studies (period varchar, subject_kind varchar, node varchar, subjects bigint, indicators bigint, state varchar)',
  'robustness_weights (period varchar, subject_kind varchar, node varchar, element varchar, depth bigint, effective double, pull double, doubled double, doubled_most double, removed double)',
  'robustness_correlations (period varchar, subject_kind varchar, node varchar, parent varchar, one varchar, other varchar, correlation double, n bigint)',
  'robustness_groups (period varchar, subject_kind varchar, node varchar, parent varchar, child varchar, subjects bigint, needed bigint, state varchar, alpha double, explained double, loading double)',
  'robustness_removals (period varchar, subject_kind varchar, node varchar, indicator varchar, moved double, most double, subject varchar, shift double)',
  'robustness_spans (period varchar, subject_kind varchar, node varchar, subject varchar, nominal bigint, best bigint, worst bigint)',
  'robustness_inputs (period varchar, subject_kind varchar, node varchar, input varchar, first double, first_low double, first_high double, total double, total_low double, total_high double)',
  'fairness_checks (period varchar, subject_kind varchar, subject varchar, measure varchar, state varchar, value double, low double, high double, numerator bigint, denominator bigint, expected double, limit_low double, limit_high double, verdict varchar, mode varchar, modes bigint)',
  'fairness_callbacks (period varchar, facet varchar, value varchar, due bigint, missing bigint, share double, share_low double, share_high double, verdict varchar, answered bigint, satisfaction double, satisfaction_low double, satisfaction_high double, solved double, solved_low double, solved_high double, solved_n bigint)',
  'situation (period varchar, subject_kind varchar, subject varchar, measure varchar, value double)',
  'ledger (seq bigint, run_id varchar, step_id varchar, asset varchar, partition varchar, attempt bigint, reason varchar, status varchar, input_version varchar, data_version varchar, code_version varchar, as_of varchar, rows bigint, checks varchar, message varchar, started_at timestamp, ended_at timestamp)',
];

async function insertFramework(warehouse: Warehouse): Promise<void> {
  for (const [position, node] of [...sampleNodes, ...sampleIndicators].entries())
    await warehouse.run(
      `insert into framework_nodes values ($node, $parent, $kind, $name, 1, ${position}, $dimension, $definition, $measure, $direction, 'scored', $clock, $maturity, $minimum, $needs, $source, $ours, 'city,district', null)`,
      {
        clock: null,
        maturity: 0,
        minimum: null,
        needs: '',
        source: '',
        ours: true,
        definition: '',
        measure: '',
        direction: '',
        ...node,
      },
    );
  for (const { node, parent, measure } of sampleIndicators)
    await warehouse.run(
      `insert into goalposts values ('minqing-2026', $node, $level, $low, $high, 'provisional', null)`,
      { node, level: 'city', low: measure === '%' ? 0.5 : 0.2, high: measure === '%' ? 1 : parent === 'P1' ? 4 : 1.2 },
    );
}

const subjectsSql = `
insert into subjects
select 'city', 'city', '云溪市', '', 0
union all select 'district', 'D' || printf('%02d', i), ['东湖区','西岭区','南塘区','北川区','临江区','青石区','白鹭区','高新区'][(i - 1) % 8 + 1] || if(i > 8, i::varchar, ''), 'city', i from range(1, $districts::bigint + 1) t(i)
union all select 'street', 'S' || printf('%02d', d) || s, ['临江','望山','桥北','新河','柳园'][s] || '街道' || d, 'D' || printf('%02d', d), d * 10 + s from range(1, $districts::bigint + 1) t(d), range(1, 6) u(s)
union all select 'unit', 'U' || printf('%02d', i), ['住房城乡建设局','城市管理局','公安局','交通运输局','生态环境局','人力资源社会保障局','教育局','卫生健康委','市场监管局','水务局','民政局','自然资源局'][(i - 1) % 12 + 1] || if(i > 12, '（' || ((i - 1) // 12) || '分局）', ''), '', i from range(1, $units::bigint + 1) t(i)`;

const periodsSql = `
insert into periods
select 'month:' || strftime(start_at, '%Y-%m'), 'month', start_at, start_at + interval 1 month, strftime(start_at, '%Y') || '年' || month(start_at) || '月'
from (select timestamp '2025-02-01' - to_months(i::integer) as start_at from range(1, $months::bigint + 1) t(i))`;

/** A number in [0, 1) from a few words: the same on every machine. */
const chance = (...parts: string[]) => `((hash(${parts.join(", '|', ")}) % 100000) / 100000.0)`;

const figureStatements = [
  `insert into orders
   select strftime(received_at, '%Y-%m'), order_id, received_at, channel, kind, category1, title, body, place, district, street, unit, resident,
          dispatched_at, dispatched_at + interval 7 day, closed_at, hops, closed_at <= dispatched_at + interval 7 day, timestamp '2025-02-01', 'f' || (i % 6), null
   from (
     select *, received_at + interval 3 hour as dispatched_at,
            if(${chance("'open'", 'i')} < .06, null, received_at + to_hours((20 + 220 * ${chance("'speed'", 'i')})::integer)) as closed_at
     from (
       select i, 'O' || lpad(i::varchar, 7, '0') as order_id,
              timestamp '2025-02-01' - to_seconds((${chance("'at'", 'i')} * 2629800 * $months)::bigint) as received_at,
              ['电话', '网络', '微信', 'APP'][1 + (hash('c', i) % 4)::integer] as channel,
              ['咨询', '求助', '投诉', '建议'][1 + (hash('k', i) % 4)::integer] as kind,
              ['城乡建设', '交通运输', '环境保护', '劳动保障'][1 + (hash('g', i) % 4)::integer] as category1,
              ['供暖温度不足', '夜间施工噪声', '路灯不亮', '拖欠工资', '停车收费'][1 + (hash('t', i) % 5)::integer] as title,
              '来电反映' || title || '，希望尽快处理' as body, '望江苑' || (i % 60) as place,
              'D' || printf('%02d', 1 + hash('d', i) % $districts::bigint) as district,
              'S' || printf('%02d', 1 + hash('d', i) % $districts::bigint) || (1 + hash('s', i) % 5) as street,
              'U' || printf('%02d', 1 + hash('u', i) % $units::bigint) as unit,
              substr(md5('r' || (hash('r', i) % 6000)), 1, 16) as resident, (hash('h', i) % 40 = 0)::integer * 3 as hops
       from range($orders::bigint) t(i)))`,
  `insert into files
   select 'f' || i, ['工单_2023上.csv', '工单_2023下.xlsx', '工单_2024上.csv', '工单_2024下.jsonl', '工单_2025.csv', '通话记录.csv'][i + 1], if(i = 5, 'calls', 'orders'), 'orders.yaml', 4000000 + i * 13, timestamp '2025-02-01', ['order_id'], 20000 + i, 3, 19985, 12 + i, '{}', 1 from range(6) t(i)`,
  `insert into rejects
   select 'f' || (i % 6), i, ['received_at', 'satisfaction', 'order_id'][i % 3 + 1], ['受理时间', '满意度', '工单编号'][i % 3 + 1], ['9999中99中', '中中', ''][i % 3 + 1], ['不是时间', '不在词表内', '缺少必填值'][i % 3 + 1], ['补充日期格式', '在合同的 values 中加入该词', '补齐工单编号'][i % 3 + 1] from range(80) t(i)`,
  `insert into supply
   select strftime(start_at, '%Y-%m'), 'orders', c.name, 800, (800 * c.share)::bigint
   from periods, (values ('order_id', 1.0), ('received_at', 1.0), ('district', .97), ('satisfaction', .41), ('place', .62), ('resident', .9), ('mark', 0.0)) c(name, share)`,
  `insert into topic_names
   select strftime(start_at, '%Y-%m'), 'T' || lpad(t::varchar, 3, '0'), ['供暖温度不足', '夜间施工噪声', '路灯不亮', '拖欠工资', '停车收费'][(t - 1) % 5 + 1] || if(t > 5, '（其他）', ''), false, 'A' || (t % 3), ['城市管理', '住房', '劳动保障'][t % 3 + 1], 'B1', '', [['供暖温度不足', '夜间施工噪声', '路灯不亮', '拖欠工资', '停车收费'][(t - 1) % 5 + 1], '希望尽快处理', '从未出现的短语']
   from periods, range(1, 11) r(t)`,
  `insert into order_topics select month, order_id, 'T' || lpad((1 + hash('t', cast(substr(order_id, 2) as bigint)) % 5 + 5 * (hash('x', order_id) % 10 = 0)::integer)::varchar, 3, '0'), .7 from orders`,
  `insert into events
   select strftime(p.start_at, '%Y-%m'), substr(md5('e' || e), 1, 12), null, ['多人同诉', '高频问题', '一地多事', '催办', '办结后重复诉求'][e % 5 + 1], ['供暖温度不足', '夜间施工噪声', '路灯不亮'][e % 3 + 1], if(e % 5 = 1, null, '望江苑' || e), 'D' || printf('%02d', 1 + e % $districts::bigint), 'S' || printf('%02d', 1 + e % $districts::bigint) || (1 + e % 5), 'T00' || (1 + e % 5), p.start_at - to_days((e % 90)::integer), p.start_at + to_days((e % 28)::integer), 4 + e % 30, if(e % 5 >= 3, 1, 3 + e % 20), e % 4
   from (select start_at from periods order by start_at desc limit 13) p, range(120) r(e)`,
  `insert into event_members
   select month, order_id, event from (
     select e.month, e.event, e.orders, o.order_id, row_number() over (partition by e.month, e.event order by o.order_id) as nth
     from events e join orders o on o.month = e.month and o.district = e.district and e.type = '多人同诉' and hash(o.order_id, e.event) % 20 = 0)
   where nth <= orders`,
  `insert into shapes
   select code, 'M' || (position - 1) * 100 || ' 10L' || position * 100 || ' 10L' || position * 100 || ' 400L' || (position - 1) * 100 || ' 400Z', position * 100 - 50, 205, 410 from subjects where kind = 'district'`,
  `insert into shapes
   select code, 'M' || (position % 10) * 100 || ' ' || (position // 10) * 30 || 'L' || (position % 10) * 100 + 100 || ' ' || (position // 10) * 30 || 'L' || (position % 10) * 100 + 100 || ' ' || (position // 10) * 30 + 30 || 'Z', (position % 10) * 100 + 50, (position // 10) * 30 + 15, 410 from subjects where kind = 'street' and hash(code) % 9 > 0`,
  `insert into event_course
   select month, event, last_at, orders // 4, orders // 5, residents // 4, residents // 5, orders // 2, orders // 3, residents // 2, residents // 3, ['U01', 'U02'], if(open_orders > 0, '办理中', '已答复'), if(residents >= 10, ['高频共性'], []), if(residents >= 10, ['近30日诉求人 ' || residents || ' 人、工单 ' || orders || ' 件'], []), '无同期可比'
   from events where alias_of is null`,
  `insert into alarms
   select strftime(p.start_at, '%Y-%m'), 'A' || strftime(p.start_at, '%m') || lpad(a::varchar, 4, '0'), if(a % 3 = 0, 'event', 'burst'), if(a % 3 = 0, 'event', if(a % 3 = 1, 'topic_district', 'category')), if(a % 3 = 2, '', 'T00' || (1 + a % 5)), if(a % 3 = 2, '住房 > 供暖', ''), if(a % 3 = 2, '', 'D' || printf('%02d', 1 + a % $districts::bigint)), if(a % 3 = 0, substr(md5('e' || a), 1, 12), null), if(a % 7 = 1, 'week', 'day'), p.start_at::date + (a % 28)::integer, p.start_at::date + (a % 28)::integer - if(a % 7 = 1, 6, 0), p.start_at + to_days((a % 28 + 1)::integer), 3 + a, if(a % 3 = 0, null, 1.24 + a / 20), if(a % 3 = 0, null, 3), if(a % 3 = 0, null, .0001), if(a % 3 = 0, '多人同诉', 'EARS C2'), '近28个工作日；无同期可比', p.end_at
   from (select start_at, end_at from periods order by start_at desc limit 13) p, range(20) r(a)`,
  `insert into alarm_orders select alarms.month, alarm, order_id from alarms join (select month, order_id, row_number() over (partition by month order by order_id) as nth from orders) o on o.month = alarms.month and nth <= 4`,
  `insert into alarm_looks select strftime(start_at, '%Y-%m'), 'day', start_at::date + d::integer, start_at::date + d::integer, if(d = 3, '', 'topic_district'), 80, if(d = 3, 0, 70), if(d = 3, 0, 10), 1, if(d = 3, '口径变化', ''), if(d = 3, '受理渠道新增：小程序', '') from periods, range(28) r(d)`,
  `insert into actions select row_number() over (order by alarm), raised_at::date + 1, '核实', alarm, if(hash(alarm) % 4 = 0, '误报', '属实') from alarms where hash('o', alarm) % 2 = 0`,
  `insert into actions
   select 10000 + row_number() over (order by start_at, k), start_at::date + k::integer * 5, ['批示', '督办', '约谈'][k + 1], ['U01', 'D01', 'S0101'][k + 1], ['已整改', '整改中', '属实'][k + 1] from periods, range(3) r(k)`,
  `insert into signals select month, order_id, ['紧急', '安全风险', '扬言升级'][1 + (hash('sig', order_id) % 3)::integer], ['扬言'] from orders where hash('has', order_id) % 30 = 0`,
  `insert into "values"
   select period, kind, code, node,
          case when not fits then 'inapplicable' when node in ('P23', 'R12') then 'unsupported' when n < 30 then 'small' else 'ok' end as state,
          if(fits and node not in ('P23', 'R12'), v, null), if(fits and node not in ('P23', 'R12'), greatest(v - half, 0), null), if(fits and node not in ('P23', 'R12'), if(measure = '%', least(v + half, 1), v + half), null),
          if(fits and node not in ('P23', 'R12'), n, null), v * n, n, position_from_end = 0 and node in ('R43', 'R44'), null
   from (
     select p.period, s.kind, s.code, f.node, f.measure, p.position_from_end,
            (s.kind = 'city' or (s.kind in ('district', 'street') and f.node not in ('R11', 'R12', 'R13', 'R21', 'P21', 'P22', 'P13')) or (s.kind = 'unit' and f.node in ('R22', 'R31', 'R32', 'R33', 'R34', 'R41', 'R42', 'R43', 'R51', 'R52', 'R53'))) as fits,
            if(f.measure = '%', .55 + .35 * ${chance("'v'", 'f.node', 's.code')} + .03 * ${chance("'v'", 'f.node', 's.code', 'p.period')} + .003 * (25 - p.position_from_end), .3 + .8 * ${chance("'v'", 'f.node', 's.code', 'p.period')}) as v,
            if(s.kind = 'city', .004, if(s.kind = 'district', .012, .03)) as half,
            (case s.kind when 'city' then 4200 when 'district' then 520 when 'street' then 90 else 10 + 300 * ${chance("'n'", 's.code')} end)::bigint as n
     from (select *, row_number() over (order by start_at desc) - 1 as position_from_end from periods) p, subjects s, framework_nodes f where f.kind = 'indicator')`,
  `insert into value_cells
   select period, subject_kind, subject, indicator, n, round(value * n)::bigint, n - round(value * n)::bigint, n, round(value * n)::bigint, n - round(value * n)::bigint, null from "values" where n is not null`,
  `insert into scores
   select period, subject_kind, subject, indicator, if(value is null, null, least(100, value * 100)), if(value is null, null, greatest(0, least(100, low * 100))), if(value is null, null, least(100, high * 100)), if(state in ('ok', 'small'), 1, 0), if(state = 'small', 'ok', state), provisional, null from "values"`,
  `insert into scores
   select s.period, s.subject_kind, s.subject, up.parent, avg(s.score), avg(s.low), avg(s.high), count(s.score) / count(*), if(count(s.score) = 0, if(bool_and(s.state = 'inapplicable'), 'inapplicable', 'unsupported'), if(count(s.score) / count(*) < .6, 'coverage', 'ok')), bool_or(s.provisional), null
   from scores s join framework_nodes up on up.node = s.node where up.kind = 'indicator' group by all`,
  `insert into scores
   select s.period, s.subject_kind, s.subject, up.parent, avg(s.score), avg(s.low), avg(s.high), count(s.score) / count(*), if(count(s.score) = 0 or (s.subject_kind = 'unit' and up.parent = 'P'), 'inapplicable', 'ok'), bool_or(s.provisional), null
   from scores s join framework_nodes up on up.node = s.node where up.kind = 'subdimension' group by s.period, s.subject_kind, s.subject, up.parent`,
  `insert into scores
   select s.period, s.subject_kind, s.subject, 'index', avg(s.score), avg(s.low), avg(s.high), 1, 'ok', bool_or(s.provisional), null
   from scores s where s.node in ('P', 'R') and s.subject_kind in ('city', 'district') group by s.period, s.subject_kind, s.subject`,
  `insert into ranks
   select period, subject_kind, subject, node, 'ok', place, ranked, greatest(1, place - 3), least(ranked, place + 3), greatest(1, place - 2), least(ranked, place + 2), greatest(1, place - 1), least(ranked, place + 1)
   from (
     select *, (rank() over (partition by period, subject_kind, node order by score desc))::integer as place, (count(*) over (partition by period, subject_kind, node))::integer as ranked
     from scores where score is not null and not provisional and subject_kind <> 'city' and subject <> 'U04' and (node = 'index' or node in ('P', 'R') and state = 'ok'))`,
  // U04 is 回访不足.
  `insert into ranks by name
   select distinct period, 'unit' as subject_kind, 'U04' as subject, 'R' as node, 'callbacks' as state, ranked from ranks where subject_kind = 'unit' and node = 'R'`,
  `insert into bands
   select period, subject_kind, subject, node, ['一档', '二档', '三档', '四档'][b], (b - 1)::integer, b = own, case when b = own then .7 when abs(b - own) = 1 then .3 / ((own > 1)::integer + (own < 4)::integer) else 0 end
   from (select *, case when score >= 80 then 1 when score >= 65 then 2 when score >= 50 then 3 else 4 end as own from scores where score is not null and not provisional and subject <> 'U04' and node in ('index', 'P', 'R')), range(1, 5) r(b)`,
  `insert into changes
   with pairs as (
     select a.*, b.period as before, g.against, a.score - b.score as difference
     from scores a join periods p on p.period = a.period join (select unnest(['previous', 'year']) as against, unnest([1, 12]) as back) g on true
     join periods q on q.start_at = p.start_at - to_months(g.back) join scores b on b.period = q.period and b.subject_kind = a.subject_kind and b.subject = a.subject and b.node = a.node
     where a.score is not null and b.score is not null
   )
   select s.period, s.subject_kind, s.subject, s.node, s.against, s.difference, s.difference - 1.2, s.difference + 1.2, v.value - w.value, v.value - w.value - .012, v.value - w.value + .012,
          case when s.difference > 1.2 then '提升' when s.difference < -1.2 then '回落' else '基本持平' end, s.provisional
   from pairs s
   left join "values" v on v.period = s.period and v.subject_kind = s.subject_kind and v.subject = s.subject and v.indicator = s.node
   left join "values" w on w.period = s.before and w.subject_kind = s.subject_kind and w.subject = s.subject and w.indicator = s.node`,
  `insert into funnels
   select period, subject_kind, subject, indicator, unnest(['raw', 'standardised']), if(n % 7 = 0, 'alone', 'ok'), value, .78, .73, .83, .70, .86, (value - .78) / .025, .5, 1.3, .1, n,
          case when n % 7 = 0 then null when value > .86 then '好于' when value < .70 then '差于' else '无显著差别' end, provisional
   from "values" where state = 'ok' and subject_kind <> 'city' and indicator in ('R31', 'R43', 'R52')`,
  `insert into shrunk_values select period, subject_kind, subject, indicator, value, low, high, (value + .78) / 2, low, high, n, provisional from "values" where value is not null and subject_kind <> 'city' and indicator in ('R31', 'R41')`,
  `insert into callback_bounds select period, subject_kind, subject, indicator, value, share * value, share * value + 1 - share, (share * n)::bigint, ((1 - share) * n)::bigint, share, share >= .5, provisional
   from (select *, if(subject = 'U04', .3, .7) as share from "values" where value is not null and indicator in ('R41', 'R51'))`,
  `insert into situation
   select 'month:' || month, 'city', 'city', m.measure, case m.measure when '工单数' then count(*) when '诉求人数' then count(distinct resident) else count(*) filter (where closed_at is null) end
   from orders, (values ('工单数'), ('诉求人数'), ('未办结工单')) m(measure) group by month, m.measure`,
  `insert into situation
   select 'month:' || o.month, k.kind, k.code, m.measure, case m.measure when '工单数' then count(*) else count(distinct resident) end
   from orders o join subjects k on (k.kind = 'district' and k.code = o.district) or (k.kind = 'unit' and k.code = o.unit), (values ('工单数'), ('诉求人数')) m(measure) group by o.month, k.kind, k.code, m.measure`,
  `insert into ledger
   select row_number() over (), 'run', a.asset || '/' || p.period, a.asset, p.period, 1, 'missing', 'done', 'i', 'd', '1', '2025-02-01 00:00:00', 100, '[{"name":"account_closes","passed":true,"blocking":true,"detail":""},{"name":"intervals_hold_value","passed":true,"blocking":false,"detail":""}]', '', timestamp '2025-02-01', timestamp '2025-02-01'
   from (values ('values'), ('scores')) a(asset), periods p`,
];
