import { listValue } from 'duckdb';
import { callbackBounds } from '../../indicators/callback-bounds.ts';
import { type Indicator, indicatorsOf } from '../../indicators/framework.ts';
import { funnelOf, funnelVerdicts } from '../../indicators/funnel/funnel.ts';
import { trialsOf } from '../../indicators/funnel/trials.ts';
import { shrunkShares } from '../../indicators/shrinkage.ts';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { grouped } from '../grouped.ts';
import { definitionOf, frameworkOf, limitsOf, longestMaturity } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { asOfThatMatters, periodOf } from '../scorecard/reporting-period.ts';

const funnelTable = {
  name: 'funnels',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, basis VARCHAR, state VARCHAR,
  value DOUBLE, expected DOUBLE, low DOUBLE, high DOUBLE, outer_low DOUBLE, outer_high DOUBLE, z DOUBLE, p DOUBLE,
  dispersion DOUBLE, own DOUBLE, n BIGINT, verdict VARCHAR, provisional BOOLEAN`,
};
const shrunkTable = {
  name: 'shrunk_values',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, value DOUBLE, low DOUBLE,
  high DOUBLE, shrunk DOUBLE, shrunk_low DOUBLE, shrunk_high DOUBLE, n BIGINT, provisional BOOLEAN`,
};
const boundTable = {
  name: 'callback_bounds',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, value DOUBLE, worst DOUBLE,
  best DOUBLE, answered BIGINT, missing BIGINT, share DOUBLE, enough BOOLEAN, provisional BOOLEAN`,
};

const figuresSql = readSql('marts/comparisons_figures');
const answersSql = readSql('marts/comparisons_answers');

/**
 * How far the figures of a period can be told apart. Nothing is scored from it.
 * `funnels`: every subject with enough orders among its peers, on both bases of `standards`: limits, distance and the
 * fixed word, corrected for how many are looked at on a level. State: `ok`; `alone` (its peers are too few, or it is
 * itself most of its own standard); `callbacks` (回访不足). No word but with `ok`.
 * `shrunk_values`: figures drawn towards those of the peers, beside the raw ones: for maps and research only.
 * `callback_bounds`: figures of those who answered a call-back (解决率, 满意率), if every missing answer were the worst, or
 * the best. `missing`: orders closed in the period, their limit passed, that were never called back validly; `enough`:
 * `share` reaches the site's `callback_share`.
 */
export const comparisons: Asset = {
  key: 'comparisons',
  partitioning: 'period',
  tables: [funnelTable, shrunkTable, boundTable],
  reads: [
    { asset: 'values', mapping: 'same' },
    { asset: 'subjects', mapping: 'all' },
    { asset: 'orders', mapping: 'months' },
  ],
  codeVersion: codeVersion(1, figuresSql, answersSql),
  config: (site, partition) => [definitionOf(site, partition), limitsOf(site, partition)],
  asOf: (site, partition, asOf) => asOfThatMatters(site, partition, asOf, longestMaturity(site, partition)),
  checks: [],
  async materialize(context) {
    const { site, warehouse, partition } = context;
    const indicators = new Map(
      indicatorsOf(frameworkOf(site, partition)).map((indicator) => [indicator.id, indicator]),
    );
    const bounds = await boundRows(context, [...indicators.values()]);
    const figures = await warehouse.rows<Figure>(figuresSql, { period: partition });
    const families = [...grouped(figures, familyOf).values()].map((figures) => ({
      indicator: indicators.get(figures[0]!.indicator)!,
      figures,
    }));
    const unheard = new Set(bounds.filter(({ enough }) => !enough).map(identity));
    const funnels = withVerdicts(
      families.flatMap((family) => funnelRows(family, unheard)),
      indicators,
    );
    const shrunk = families.flatMap(shrunkRows);
    const common = { period: partition };
    await insertRecords(warehouse, funnelTable, funnels, common);
    await insertRecords(warehouse, shrunkTable, shrunk, common);
    await insertRecords(warehouse, boundTable, bounds, common);
  },
};

interface Whose {
  subject_kind: string;
  subject: string;
  indicator: string;
}

interface Figure extends Whose {
  basis: 'raw' | 'standardised';
  state: 'ok' | 'small';
  value: number;
  low: number;
  high: number;
  n: number;
  provisional: boolean;
  expected: number;
  error: number;
  own: number;
}

/** The peers of one level, for one indicator and basis. */
interface Family {
  indicator: Indicator;
  figures: Figure[];
}

interface FunnelRow extends Omit<Figure, 'state' | 'error'> {
  state: 'ok' | 'alone' | 'callbacks';
  outer_low: number;
  outer_high: number;
  z: number;
  p: number;
  dispersion: number;
  verdict: string | null;
}

const identity = ({ subject_kind, subject, indicator }: Whose): string => `${subject_kind}/${subject}/${indicator}`;

const whose = ({ subject_kind, subject, indicator }: Whose): Whose => ({ subject_kind, subject, indicator });

const familyOf = ({ subject_kind, indicator, basis }: Figure): string => `${subject_kind}/${indicator}/${basis}`;

/** Least and greatest value possible. */
const rangeOf = ({ outcomes }: Pick<Indicator, 'outcomes'>): [number, number] =>
  outcomes ? [outcomes[0]!, outcomes.at(-1)!] : [0, 1];

function funnelRows({ indicator, figures }: Family, unheard: ReadonlySet<string>): FunnelRow[] {
  const enough = figures.filter(({ state }) => state === 'ok');
  const { points, phi } = funnelOf(enough, rangeOf(indicator));
  return enough.map((figure, i) => {
    const { low, high, outerLow, outerHigh, z, p, comparable } = points[i]!;
    return {
      ...whose(figure),
      basis: figure.basis,
      state: unheard.has(identity(figure)) ? 'callbacks' : comparable ? 'ok' : 'alone',
      value: figure.value,
      expected: figure.expected,
      low,
      high,
      outer_low: outerLow,
      outer_high: outerHigh,
      z,
      p,
      dispersion: phi,
      own: figure.own,
      n: figure.n,
      verdict: null,
      provisional: figure.provisional,
    };
  });
}

/** One family of findings per level and basis: nobody looks at one unit alone. */
function withVerdicts(rows: readonly FunnelRow[], indicators: ReadonlyMap<string, Indicator>): FunnelRow[] {
  const told = new Map<FunnelRow, string>();
  const compared = rows.filter(({ state }) => state === 'ok');
  for (const group of grouped(compared, ({ subject_kind, basis }) => `${subject_kind}/${basis}`).values()) {
    const verdicts = funnelVerdicts(
      group.map(({ z, p, indicator }) => ({ z, p, direction: indicators.get(indicator)!.direction })),
    );
    for (const [i, row] of group.entries()) told.set(row, verdicts[i]!);
  }
  return rows.map((row) => ({ ...row, verdict: told.get(row) ?? null }));
}

/** Raw figures with their shrunken ones; none where all peers stand at the same end of the range. */
function shrunkRows({ indicator, figures }: Family) {
  if (figures[0]!.basis !== 'raw') return [];
  const [worst, best] = rangeOf(indicator);
  const shares = figures.map(({ value, expected, error }) => ({
    value: (value - worst) / (best - worst),
    effective: trialsOf((expected - worst) / (best - worst), error / (best - worst)),
  }));
  const shrunk = shrunkShares(shares);
  if (!shrunk) return [];
  const inMeasure = (share: number) => worst + (best - worst) * share;
  return figures.map((figure, i) => ({
    ...whose(figure),
    value: figure.value,
    low: figure.low,
    high: figure.high,
    shrunk: inMeasure(shrunk[i]!.value),
    shrunk_low: inMeasure(shrunk[i]!.low),
    shrunk_high: inMeasure(shrunk[i]!.high),
    n: figure.n,
    provisional: figure.provisional,
  }));
}

async function boundRows({ site, warehouse, partition, asOf }: StepContext, indicators: readonly Indicator[]) {
  const asked = new Map(indicators.filter(isAsked).map((indicator) => [indicator.id, indicator]));
  if (asked.size === 0) return [];
  const limits = limitsOf(site, partition);
  const { start, end } = periodOf(site, partition);
  const heard = await warehouse.rows<Heard>(answersSql, {
    period: partition,
    start: asTimestamp(start),
    end: asTimestamp(end),
    horizon: asTimestamp(asOfThatMatters(site, partition, asOf, longestMaturity(site, partition))),
    callback_days: limits.callback_days!,
    indicators: listValue([...asked.keys()]),
  });
  return heard.map(({ sum, ...row }) => {
    const { outcomes, direction } = asked.get(row.indicator)!;
    const range = rangeOf({ outcomes });
    if (direction === 'lower') range.reverse();
    const bounds = callbackBounds({ sum, answered: row.answered, missing: row.missing }, range)!;
    return { ...row, ...bounds, enough: bounds.share >= limits.callback_share! };
  });
}

/** A figure of those who answered a call-back. */
const isAsked = ({ clock, statistic }: Indicator): boolean =>
  clock === 'called_back' && (statistic === 'rate' || statistic === 'weighted_rate');

interface Heard extends Whose {
  /** Null where nobody answered. */
  value: number | null;
  sum: number;
  answered: number;
  missing: number;
  provisional: boolean;
}
