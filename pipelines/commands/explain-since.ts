import { type Explanation, explain } from '../../indicators/explain.ts';
import { type Driver, explainChange } from '../../indicators/explain-change.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { explainedRows } from '../scorecard/explained-rows.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { plusDays } from '../scorecard/moment.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { periodAt, yearBefore } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { measured, points } from './figures.ts';
import { type Chosen, choose } from './scores.ts';
import { periodId, reading } from './session.ts';
import { print, textTable } from './terminal.ts';

/** A row of `changes`: what is certain of a change. */
interface Certainty {
  node: string;
  difference: number;
  low: number;
  high: number;
  verdict: string;
}

/**
 * `minqing explain NODE --since`: what moved a score since an earlier period, indicator by indicator, and whether that
 * is more than chance. `since`: `previous`, `year` (the same period a year before) or a period.
 * @throws UserError when the periods cannot be compared, or one of them has no score.
 */
export async function explainSince(
  siteDir: string,
  node: string,
  options: { since: string; period?: string; subject?: string },
  json: boolean,
): Promise<void> {
  const { now, before, tree, drivers, certain } = await reading(siteDir, 'explain', async (warehouse, site) => {
    const now = await choose(warehouse, options.period, options.subject);
    const earlier = earlierPeriod(site, now.period, options.since);
    const before = await choose(warehouse, earlier, `${now.kind}:${now.code}`);
    const [tree, was] = [await treeOf(warehouse, site, now, node), await treeOf(warehouse, site, before, node)];
    mustCompare(site, now, before);
    for (const [{ label, subject }, { score }] of [
      [now, tree],
      [before, was],
    ] as const)
      if (score === null)
        throw new UserError(`${subject} has no score of ${node} in ${label}`, {
          where: node,
          fix: `\`minqing explain ${node}\` of that period says what is missing`,
        });
    return {
      now,
      before: { ...before, score: was.score },
      tree,
      drivers: explainChange(tree, was),
      certain: await certaintyOf(warehouse, site, now, earlier),
    };
  });
  const change = tree.score! - before.score!;
  const whole = certain.find((row) => row.node === node);
  if (json)
    return print(
      JSON.stringify(
        {
          ...now,
          node,
          since: before.period,
          score: tree.score,
          before: before.score,
          change,
          ...(whole && { low: whole.low, high: whole.high, verdict: whole.verdict }),
          drivers: drivers.map((driver) => ({
            ...driver,
            verdict: certain.find((row) => row.node === driver.node)?.verdict ?? null,
          })),
        },
        null,
        1,
      ),
    );
  print(`${now.subject}  ${before.label} → ${now.label}\n`);
  print(
    `${node === 'index' ? '' : `${node} `}${tree.name}  ${points(before.score)} → ${points(tree.score)}  ${signed(change)} 分${certainty(whole, drivers)}\n`,
  );
  print(
    textTable(
      ['', '占总分', '前值', '后值', '前得分', '后得分', '影响（分）', '指标'],
      [
        ...drivers.map((driver) => line(driver, certain)),
        ['合计', '', '', '', points(before.score), points(tree.score), signed(change, 2), ''],
      ],
      [1, 2, 3, 4, 5, 6],
    ),
  );
  print('\n影响为“占总分 × 得分”的变化，相加即为总变化；未超出正常波动的写作基本持平，不宜强调。');
}

function earlierPeriod(site: Site, period: string, since: string): string {
  const { kind, start } = periodOf(site, period);
  if (since === 'previous') return periodAt(kind, site.config.assessment, plusDays(start, -1 / 86_400)).id;
  if (since === 'year') return yearBefore(period);
  const given = periodId(since);
  if (given >= period || !given.startsWith(`${kind}:`))
    throw new UserError(`${given} does not lie before ${period}`, {
      where: '--since',
      fix: 'name an earlier period of the same kind, `previous` or `year`',
    });
  return given;
}

async function treeOf(warehouse: Warehouse, site: Site, chosen: Chosen, node: string): Promise<Explanation> {
  const framework = frameworkOf(site, chosen.period);
  try {
    return explain(framework, chosen.kind as Level, node, await explainedRows(warehouse, framework, chosen));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${node} is not shown for ${chosen.subject}`, {
      where: node,
      fix: 'see `minqing scores` for what is',
    });
  }
}

function mustCompare(site: Site, now: Chosen, before: Chosen): void {
  const [here, then] = [frameworkOf(site, now.period).key, frameworkOf(site, before.period).key];
  if (here !== then)
    throw new UserError(`${before.label} was scored by ${then}, ${now.label} by ${here}: a break`, {
      where: '--since',
      fix: 'name a period of the same framework, or score history again with `minqing run --framework ID`',
    });
}

/** Intervals and words were made against the period before and the same one last year; against others there are none. */
async function certaintyOf(warehouse: Warehouse, site: Site, now: Chosen, earlier: string): Promise<Certainty[]> {
  const against = ['previous', 'year'].find((each) => earlierPeriod(site, now.period, each) === earlier);
  if (!against) return [];
  return warehouse.rows<Certainty>(
    `select node, difference, low, high, verdict from changes
     where period = $period and subject_kind = $kind and subject = $code and against = $against`,
    { period: now.period, kind: now.kind, code: now.code, against },
  );
}

function certainty(change: Certainty | undefined, drivers: readonly Driver[]): string {
  if (change) return `  ${change.verdict}（差值的 95% 区间 ${signed(change.low)} ～ ${signed(change.high)}）`;
  const others = drivers.some(({ part, partBefore }) => part > 0 !== partBefore > 0);
  return others ? '  （两期所用指标不同，不可比）' : '  （这两期之差没有区间：不判断是否超出正常波动）';
}

const signs = { percent: '%', points: 'pp', ratio: 'ratio', number: 'number' } as const;

function line(driver: Driver, certain: readonly Certainty[]): string[] {
  const write = (value: number | null) => measured(value, signs[driver.measure]);
  return [
    `${driver.node} ${driver.name}`,
    `${(Math.max(driver.part, driver.partBefore) * 100).toFixed(1)}%`,
    write(driver.valueBefore),
    write(driver.value),
    points(driver.before),
    points(driver.score),
    signed(driver.contribution, 2),
    certain.find((row) => row.node === driver.node)?.verdict ?? '',
  ];
}

const signed = (value: number, digits = 1): string => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
};
