import { standingFindings } from '../../indicators/false-discovery.ts';
import { funnelOf } from '../../indicators/funnel/funnel.ts';
import { studentTail } from '../../indicators/funnel/student.ts';
import { dirichletInterval, jeffreysInterval } from '../../indicators/statistics/intervals.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { grouped } from '../grouped.ts';
import { definitionOf, limitsOf, longestMaturity } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { asOfThatMatters, periodOf } from '../scorecard/reporting-period.ts';

const checkTable = {
  name: 'fairness_checks',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, measure VARCHAR, state VARCHAR, value DOUBLE,
  low DOUBLE, high DOUBLE, numerator BIGINT, denominator BIGINT, expected DOUBLE, limit_low DOUBLE, limit_high DOUBLE,
  verdict VARCHAR, mode VARCHAR, modes BIGINT`,
};
const callbackTable = {
  name: 'fairness_callbacks',
  columns: `period VARCHAR, facet VARCHAR, value VARCHAR, due BIGINT, missing BIGINT, share DOUBLE, share_low DOUBLE,
  share_high DOUBLE, verdict VARCHAR, answered BIGINT, satisfaction DOUBLE, satisfaction_low DOUBLE, satisfaction_high DOUBLE,
  solved DOUBLE, solved_low DOUBLE, solved_high DOUBLE, solved_n BIGINT`,
};

const figuresSql = readSql('marts/fairness_figures');
const callbacksSql = readSql('marts/fairness_callbacks');

/** Under this many orders a share is shown and not compared. */
const LEAST = 30;

/**
 * Checks (role `check`, never scored) of how figures came about. `fairness_checks`: by city, district and unit, the
 * shares of orders extended, suspended, excluded, rated anew, called solved against the resident, never heard, and of
 * call-backs by one way alone; 95% intervals (Jeffreys) and, among peers of 30 orders and more, what stands out by the
 * funnel (偏高, 偏低, 无显著差别), corrected for how many are looked at. `fairness_callbacks`: whether those who were never heard
 * are like the others, over the city.
 */
export const fairness: Asset = {
  key: 'fairness',
  partitioning: 'period',
  tables: [checkTable, callbackTable],
  reads: [
    { asset: 'subjects', mapping: 'all' },
    { asset: 'orders', mapping: 'months' },
    { asset: 'exclusions', mapping: 'months' },
  ],
  codeVersion: codeVersion(1, figuresSql, callbacksSql),
  config: (site, partition) => [definitionOf(site, partition).key, limitsOf(site, partition)],
  asOf: (site, partition, asOf) => asOfThatMatters(site, partition, asOf, longestMaturity(site, partition)),
  checks: [],
  async materialize({ site, warehouse, partition, asOf }) {
    const { start, end } = periodOf(site, partition);
    const parameters = {
      start: asTimestamp(start),
      end: asTimestamp(end),
      horizon: asTimestamp(asOfThatMatters(site, partition, asOf, longestMaturity(site, partition))),
      callback_days: limitsOf(site, partition).callback_days!,
    };
    const common = { period: partition };
    const checks = checkRows(await warehouse.rows<Counted>(figuresSql, parameters));
    await insertRecords(warehouse, checkTable, checks, common);
    const callbacks = heardRows(await warehouse.rows<Heard>(callbacksSql, parameters));
    await insertRecords(warehouse, callbackTable, callbacks, common);
  },
};

interface Counted {
  measure: string;
  subject_kind: string;
  subject: string;
  numerator: number;
  denominator: number;
  mode: string;
  modes: number;
}

interface Share {
  numerator: number;
  denominator: number;
}

interface Standing {
  expected: number | null;
  limit_low: number | null;
  limit_high: number | null;
  z: number;
  p: number;
  told: boolean;
}

/** What each does most is not what all do: nothing is expected of it. The city has no peers. */
const isCompared = ({ measure, subject_kind }: Counted): boolean =>
  measure !== 'single_mode' && subject_kind !== 'city';

function checkRows(counted: readonly Counted[]): object[] {
  const families = grouped(counted, ({ measure, subject_kind }) => `${measure}/${subject_kind}`);
  const rows = [...families.values()].flatMap((family) => {
    const standings = standingsOf(family, isCompared(family[0]!));
    return family.map((row, i) => ({ ...row, ...shareOf(row), ...standings[i]! }));
  });
  const verdicts = verdictsOf(rows, ({ subject_kind }) => subject_kind);
  return rows.map((row, i) => ({
    ...row,
    state: row.denominator < LEAST ? 'small' : row.told || !isCompared(row) ? 'ok' : 'alone',
    verdict: row.measure === 'single_mode' ? null : verdicts[i],
  }));
}

interface Heard {
  facet: string;
  value: string;
  due: number;
  missing: number;
  satisfied: number;
  fairly: number;
  dissatisfied: number;
  solved: number;
  answered: number;
}

function heardRows(heard: readonly Heard[]): object[] {
  const rows = [...grouped(heard, ({ facet }) => facet).values()].flatMap((family) => {
    const shares = family.map(({ missing, due }) => ({ numerator: missing, denominator: due }));
    const standings = shares.map((share) => againstOthers(share, shares));
    return family.map((row, i) => {
      const missing = shareOf(shares[i]!);
      const solved = shareOf({ numerator: row.solved, denominator: row.answered });
      const ratings = [row.dissatisfied, row.fairly, row.satisfied];
      const rated = ratings.reduce((sum, count) => sum + count, 0);
      const satisfaction = rated === 0 ? null : (row.satisfied + 0.9 * row.fairly) / rated;
      const bounds = rated === 0 ? { low: null, high: null } : dirichletInterval(ratings, [0, 0.9, 1]);
      return {
        ...standings[i]!,
        facet: row.facet,
        value: row.value,
        due: row.due,
        missing: row.missing,
        share: missing.value,
        share_low: missing.low,
        share_high: missing.high,
        answered: rated,
        satisfaction,
        satisfaction_low: bounds.low,
        satisfaction_high: bounds.high,
        solved: solved.value,
        solved_low: solved.low,
        solved_high: solved.high,
        solved_n: row.answered,
      };
    });
  });
  const verdicts = verdictsOf(rows, ({ facet }) => facet);
  return rows.map((row, i) => ({ ...row, verdict: verdicts[i] }));
}

function shareOf({ numerator, denominator }: Share): Record<'value' | 'low' | 'high', number | null> {
  if (denominator === 0) return { value: null, low: null, high: null };
  return { value: numerator / denominator, ...jeffreysInterval(numerator, denominator) };
}

/** Where each stands among its peers: those with enough orders, measured by their pooled share. */
function standingsOf(shares: readonly Share[], compared: boolean): Standing[] {
  const nothing: Standing = { expected: null, limit_low: null, limit_high: null, z: 0, p: 1, told: false };
  const enough = shares.filter(({ denominator }) => compared && denominator >= LEAST);
  const total = enough.reduce((sum, { denominator }) => sum + denominator, 0);
  const expected = enough.reduce((sum, { numerator }) => sum + numerator, 0) / total;
  const { points: found } = funnelOf(
    enough.map(({ numerator, denominator }) => ({
      value: numerator / denominator,
      expected,
      error: Math.sqrt((expected * (1 - expected)) / denominator),
      own: denominator / total,
    })),
  );
  const points = new Map(enough.map((share, i) => [share, found[i]!]));
  return shares.map((share) => {
    const point = points.get(share);
    if (!point) return nothing;
    const { low, high, z, p, comparable } = point;
    return { expected, limit_low: low, limit_high: high, z, p, told: comparable };
  });
}

/**
 * One kind of order against all others of a facet. What sets kinds apart is what is looked for, so no over-dispersion;
 * orders count as independent.
 */
function againstOthers(own: Share, all: readonly Share[]): Pick<Standing, 'z' | 'p' | 'told'> {
  const total = all.reduce((sum, { denominator }) => sum + denominator, 0);
  const pooled = all.reduce((sum, { numerator }) => sum + numerator, 0) / total;
  const others = total - own.denominator;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / own.denominator + 1 / others));
  if (own.denominator < LEAST || others < LEAST || !(error > 0)) return { z: 0, p: 1, told: false };
  const rest = (pooled * total - own.numerator) / others;
  const z = (own.numerator / own.denominator - rest) / error;
  return { z, p: studentTail(z, total - 2), told: true };
}

/** The word for each, looked at together by family; null where nothing can be told. */
function verdictsOf<Row extends Pick<Standing, 'z' | 'p' | 'told'>>(
  rows: readonly Row[],
  family: (row: Row) => string,
): (string | null)[] {
  const words = new Map<Row, string>();
  const told = rows.filter((row) => row.told);
  for (const group of grouped(told, family).values()) {
    const stands = standingFindings(group.map(({ p }) => p));
    for (const [i, row] of group.entries()) words.set(row, !stands[i] ? '无显著差别' : row.z > 0 ? '偏高' : '偏低');
  }
  return rows.map((row) => words.get(row) ?? null);
}
