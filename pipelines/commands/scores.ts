import { frameworkOf } from '../scorecard/framework-of.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { interval, measured, points, stateWord } from './figures.ts';
import { periodId, reading } from './session.ts';
import { print, textTable } from './terminal.ts';

interface Line {
  node: string;
  kind: string;
  name: string;
  depth: number;
  measure: string;
  score: number | null;
  score_low: number | null;
  score_high: number | null;
  coverage: number | null;
  state: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  provisional: boolean;
  verdict: string | null;
  difference: number | null;
  value_difference: number | null;
}

export interface Chosen {
  period: string;
  label: string;
  kind: string;
  code: string;
  subject: string;
}

/** `minqing scores`: the scorecard of one subject and period. */
export async function scores(
  siteDir: string,
  options: { period?: string | undefined; subject?: string | undefined },
  json: boolean,
): Promise<void> {
  const { chosen, lines, standing, asOf, framework } = await reading(siteDir, 'scores', async (warehouse, site) => {
    const chosen = await choose(warehouse, options.period, options.subject);
    const framework = frameworkOf(site, chosen.period);
    const lines = await warehouse.rows<Line>(scorecard, {
      period: chosen.period,
      kind: chosen.kind,
      subject: chosen.code,
      framework: framework.key,
    });
    const standing = await standingOf(warehouse, chosen);
    const run = await warehouse.row<{ as_of: string }>('select arg_max(as_of, started_at) as as_of from runs');
    return { chosen, lines, standing, asOf: run?.as_of ?? '', framework };
  });
  if (json)
    return print(
      JSON.stringify({ ...chosen, as_of: asOf, framework: framework.key, ...standing, nodes: lines }, null, 1),
    );
  print(`${chosen.subject}  ${chosen.label}  （数据截至 ${asOf.slice(0, 16)}）\n`);
  print(
    textTable(
      ['', '得分', '95%区间', '较上期', '指标值', '95%区间', 'n', ''],
      lines.map((line) => [
        `${'  '.repeat(line.depth)}${line.node === 'index' ? '' : `${line.node} `}${line.name}`,
        points(line.score),
        interval(line.score_low, line.score_high, points),
        changed(line),
        line.kind === 'indicator' ? measured(line.value, line.measure) : '',
        line.kind === 'indicator' ? interval(line.low, line.high, (x) => measured(x, line.measure)) : '',
        line.n === null ? '' : String(line.n),
        [
          stateWord(line.state),
          line.provisional ? '初步数' : '',
          line.kind !== 'indicator' && line.coverage !== null && line.coverage < 1
            ? `覆盖 ${Math.round(line.coverage * 100)}%`
            : '',
        ]
          .filter(Boolean)
          .join(' '),
      ]),
      [1, 2, 4, 5, 6],
    ),
  );
  printStanding(standing);
  print(
    `\n本期数为全量统计；区间表示同样工作水平下，因件数有限可能出现的波动。\n${framework.key}：${framework.provenance}`,
  );
}

interface Standing {
  ranks: {
    node: string;
    state: string;
    rank: number | null;
    ranked: number;
    low: number | null;
    high: number | null;
  }[];
  bands: { node: string; band: string; own: boolean; probability: number }[];
  /** Scores without excluded orders (不含剔除), of a subject that has any. */
  kept: { node: string; score: number | null }[];
}

/** Rank and band of a subject, where it has them: neither without its uncertainty. */
async function standingOf(warehouse: Warehouse, { period, kind, code }: Chosen): Promise<Standing> {
  const about = { period, kind, code };
  const own = 'where period = $period and subject_kind = $kind and subject = $code';
  const tops = `and node in (select node from framework_versions where kind in ('index', 'dimension'))`;
  return {
    kept: await warehouse.rows(
      `select node, score from kept_scores ${own} ${tops} and score is not null order by node`,
      about,
    ),
    ranks: await warehouse.rows(`select node, state, "rank", ranked, low, high from ranks ${own} order by node`, about),
    bands: await warehouse.rows(`select node, band, own, probability from bands ${own} order by node, position`, about),
  };
}

function printStanding({ ranks, bands, kept }: Standing): void {
  const nodes = [...new Set([...ranks, ...bands, ...kept].map(({ node }) => node))].sort();
  if (nodes.length > 0) print('');
  for (const node of nodes) {
    const place = ranks.find((row) => row.node === node);
    const own = bands.filter((row) => row.node === node);
    const without = kept.find((row) => row.node === node);
    const parts = [
      without ? `不含剔除 ${points(without.score)} 分` : '',
      placed(place),
      own.length > 0
        ? `${own.find((row) => row.own)?.band ?? ''}（${own.map(({ band, probability }) => `${band} ${Math.round(probability * 100)}%`).join('，')}）`
        : '',
    ];
    print(`${node === 'index' ? '综合指数' : node}：${parts.filter(Boolean).join('，')}`);
  }
}

function placed(place: Standing['ranks'][number] | undefined): string {
  if (place?.state === 'callbacks') return '回访不足，不排名、不分档';
  if (place?.state === 'indicators') return '不排名（所用指标与多数对象不同）';
  return place ? `第 ${place.rank} / ${place.ranked} 名（90%区间 ${place.low}–${place.high}）` : '不排名';
}

/** The fixed word, and for what changed for certain by how much: points of a score, the measure of an indicator. */
function changed({ verdict, kind, measure, difference, value_difference: own }: Line): string {
  if (!verdict || verdict === '基本持平') return verdict ?? '';
  const by =
    kind === 'indicator'
      ? measured(own && Math.abs(own), measure === '%' ? 'pp' : measure)
      : points(difference && Math.abs(difference));
  return `${verdict} ${by}`;
}

/** The newest period and the city, unless asked otherwise; a subject by code or name. */
export async function choose(
  warehouse: Warehouse,
  period: string | undefined,
  subject: string | undefined,
): Promise<Chosen> {
  const known = await warehouse.rows<{ period: string; label: string }>(
    'select period, label from periods order by kind, start_at',
  );
  if (known.length === 0)
    throw new UserError('no reporting period has closed yet', { fix: 'land exports that cover one and run again' });
  const wanted = period ? periodId(period) : known.at(-1)!.period;
  const found = known.find((row) => row.period === wanted);
  if (!found)
    throw new UserError(`there is no closed period ${wanted}`, {
      where: '--period',
      fix: `the periods run from ${known[0]!.period} to ${known.at(-1)!.period}`,
    });
  const who = subject ?? 'city';
  const matches = await warehouse.rows<{ kind: string; code: string; name: string }>(
    `select kind, code, name from subjects
     where code = $who or name = $who or $who = kind || ':' || code order by case kind when 'city' then 0 when 'district' then 1 when 'street' then 2 else 3 end`,
    { who },
  );
  if (matches.length === 0)
    throw new UserError(`there is no subject “${who}”`, {
      where: '--subject',
      fix: 'give a code or name of regions.csv or units.csv, or `city`',
    });
  const { kind, code, name } = matches[0]!;
  return { period: found.period, label: found.label, kind, code, subject: name };
}

const scorecard = `
  select nodes.node, nodes.kind, nodes.name,
         case nodes.kind when 'index' then 0 when 'dimension' then 1 when 'subdimension' then 2 else 3 end as depth,
         nodes.measure, scores.score, scores.low as score_low, scores.high as score_high, scores.coverage,
         coalesce("values".state, scores.state) as state, "values".value, "values".low, "values".high, "values".n,
         coalesce(scores.provisional, "values".provisional, false) as provisional, changes.verdict, changes.difference, changes.value_difference
  from framework_versions as nodes
  left join scores on scores.node = nodes.node and scores.period = $period and scores.subject_kind = $kind and scores.subject = $subject
  left join "values" on "values".indicator = nodes.node and "values".period = $period
    and "values".subject_kind = $kind and "values".subject = $subject
  left join changes on changes.node = nodes.node and changes.period = $period and changes.subject_kind = $kind
    and changes.subject = $subject and changes.against = 'previous'
  where nodes.framework = $framework and coalesce(nodes.role, 'scored') = 'scored'
    and coalesce("values".state, scores.state, 'inapplicable') <> 'inapplicable'
  order by nodes.position`;
