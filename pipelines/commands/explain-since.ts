import { type Driver, explainChange } from '../../indicators/explain-change.ts';
import { type Framework, measureSign } from '../../indicators/framework.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { lastEnded, yearBefore } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { explanationOf } from './explain.ts';
import { measured, points, signed } from './figures.ts';
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
    const framework = frameworkOfBoth(site, now, before);
    const tree = await explanationOf(warehouse, framework, now, node);
    const was = await explanationOf(warehouse, framework, before, node);
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
    `${node === 'index' ? '' : `${node} `}${tree.name}  ${points(before.score)} → ${points(tree.score)}  ${signed(change, points)} 分${certainty(whole, drivers)}\n`,
  );
  print(
    textTable(
      ['', '占总分', '前值', '后值', '前得分', '后得分', '影响（分）', '指标'],
      [
        ...drivers.map((driver) => line(driver, certain)),
        ['合计', '', '', '', points(before.score), points(tree.score), signed(change, hundredths), ''],
      ],
      [1, 2, 3, 4, 5, 6],
    ),
  );
  print('\n影响为“占总分 × 得分”的变化，相加即为总变化；未超出正常波动的写作基本持平，不宜强调。');
}

function earlierPeriod(site: Site, period: string, since: string): string {
  const { kind, start } = periodOf(site, period);
  if (since === 'previous') return lastEnded(kind, site.config.assessment, start).id;
  if (since === 'year') return yearBefore(period);
  const given = periodId(since);
  if (given >= period || !given.startsWith(`${kind}:`))
    throw new UserError(`${given} does not lie before ${period}`, {
      where: '--since',
      fix: 'name an earlier period of the same kind, `previous` or `year`',
    });
  return given;
}

function frameworkOfBoth(site: Site, now: Chosen, before: Chosen): Framework {
  const [here, then] = [frameworkOf(site, now.period), frameworkOf(site, before.period)];
  if (here.key !== then.key)
    throw new UserError(`${before.label} was scored by ${then.key}, ${now.label} by ${here.key}: a break`, {
      where: '--since',
      fix: 'name a period of the same framework, or score history again with `minqing run --framework ID`',
    });
  return here;
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
  if (change)
    return `  ${change.verdict}（差值的 95% 区间 ${signed(change.low, points)} ～ ${signed(change.high, points)}）`;
  const others = drivers.some(({ part, partBefore }) => part > 0 !== partBefore > 0);
  return others ? '  （两期所用指标不同，不可比）' : '  （这两期之差没有区间：不判断是否超出正常波动）';
}

function line(driver: Driver, certain: readonly Certainty[]): string[] {
  const write = (value: number | null) => measured(value, measureSign(driver.measure));
  return [
    `${driver.node} ${driver.name}`,
    `${(Math.max(driver.part, driver.partBefore) * 100).toFixed(1)}%`,
    write(driver.valueBefore),
    write(driver.value),
    points(driver.before),
    points(driver.score),
    signed(driver.contribution, hundredths),
    certain.find((row) => row.node === driver.node)?.verdict ?? '',
  ];
}

const hundredths = (points: number): string => points.toFixed(2);
