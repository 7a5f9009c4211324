import { differenceOf } from '../../indicators/comparison.ts';
import { type Goalposts, pointsByGoalposts } from '../../indicators/composite/normalisers.ts';
import { standingFindings } from '../../indicators/false-discovery.ts';
import { type Indicator, indicatorsOf } from '../../indicators/framework.ts';
import { columnOf } from '../../indicators/matrix.ts';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { definitionsOf, frameworkOf } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { resampledRows } from '../scorecard/resampled-rows.ts';
import { lastEnded, yearBefore } from '../site/periods.ts';

const table = {
  name: 'changes',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, against VARCHAR, difference DOUBLE,
  low DOUBLE, high DOUBLE, value_difference DOUBLE, value_low DOUBLE, value_high DOUBLE, verdict VARCHAR, provisional BOOLEAN`,
};

const scoresSql = readSql('marts/changes_scores');
const valuesSql = readSql('marts/changes_values');
const goalpostsSql = readSql('marts/scores_goalposts');

/**
 * Every score and figure of a period against the previous period and the same period last year, with the 95% interval
 * of the difference and the fixed word for it. `difference` is in points of score; an indicator also has
 * `value_difference` in its own measure (a rate: 0.021 is 2.1 个百分点). The word is corrected for how many are looked
 * at: at most one in twenty of the 提升 and 回落 of a level may be chance. No row: nothing to compare with, or another framework then (a break).
 */
export const changes: Asset = {
  key: 'changes',
  partitioning: 'period',
  tables: [table],
  reads: [
    { asset: 'values', mapping: 'until' },
    { asset: 'scores', mapping: 'until' },
    { asset: 'goalposts', mapping: 'all' },
  ],
  codeVersion: codeVersion(2, scoresSql, valuesSql, goalpostsSql),
  config: (site) => definitionsOf(site),
  checks: [],
  async materialize(context) {
    const { site, warehouse, partition } = context;
    const { kind, start } = periodOf(site, partition);
    const previous = lastEnded(kind, site.config.assessment, start).id;
    const posts = await goalpostsOf(context);
    const rows: ChangeRow[] = [];
    for (const [against, before] of [
      ['previous', previous],
      ['year', yearBefore(partition)],
    ] as const) {
      // Another framework, or another version of it: a break, over which nothing is compared.
      if (frameworkOf(site, before).key !== frameworkOf(site, partition).key) continue;
      rows.push(...withVerdicts(await compositeChanges(context, against, before)));
      rows.push(...withVerdicts(await indicatorChanges(context, posts, against, before)));
    }
    await insertRecords(warehouse, table, rows, { period: partition });
  },
};

interface ChangeRow {
  subject_kind: string;
  subject: string;
  node: string;
  against: 'previous' | 'year';
  difference: number;
  low: number;
  high: number;
  value_difference: number | null;
  value_low: number | null;
  value_high: number | null;
  verdict: string;
  provisional: boolean;
  /** Positive: performance rose. */
  performance: number;
  p: number;
}

type Pair = Pick<ChangeRow, 'subject_kind' | 'subject' | 'node' | 'provisional'> & {
  replicates: Float32Array;
  replicates_before: Float32Array;
};

async function compositeChanges(
  { warehouse, partition }: StepContext,
  against: ChangeRow['against'],
  before: string,
): Promise<ChangeRow[]> {
  const pairs = await resampledRows<Pair & { score: number; score_before: number }>(warehouse, scoresSql, {
    period: partition,
    before,
  });
  return pairs.map((pair) => {
    const { p, ...points } = differenceOf(
      { value: pair.score, replicates: pair.replicates },
      { value: pair.score_before, replicates: pair.replicates_before },
    );
    return {
      ...whose(pair),
      against,
      ...points,
      value_difference: null,
      value_low: null,
      value_high: null,
      verdict: '',
      performance: points.difference,
      p,
    };
  });
}

async function goalpostsOf({ site, warehouse, partition }: StepContext): Promise<ReadonlyMap<string, Goalposts>> {
  const posts = await warehouse.rows<Goalposts & { indicator: string }>(goalpostsSql, {
    framework: frameworkOf(site, partition).key,
    start: asTimestamp(periodOf(site, partition).start),
  });
  return new Map(posts.map((post) => [post.indicator, post]));
}

async function indicatorChanges(
  { site, warehouse, partition }: StepContext,
  posts: ReadonlyMap<string, Goalposts>,
  against: ChangeRow['against'],
  before: string,
): Promise<ChangeRow[]> {
  const indicators = new Map(indicatorsOf(frameworkOf(site, partition)).map((indicator) => [indicator.id, indicator]));
  const pairs = await resampledRows<Pair & { value: number; value_before: number }>(warehouse, valuesSql, {
    period: partition,
    before,
  });
  return pairs.flatMap((pair) => {
    const [indicator, post] = [indicators.get(pair.node), posts.get(pair.node)];
    if (!indicator || !post) return [];
    const raw = differenceOf(
      { value: pair.value, replicates: pair.replicates },
      { value: pair.value_before, replicates: pair.replicates_before },
    );
    const points = differenceOf(
      inPoints(pair.value, pair.replicates, indicator, post),
      inPoints(pair.value_before, pair.replicates_before, indicator, post),
    );
    return {
      ...whose(pair),
      against,
      difference: points.difference,
      low: points.low,
      high: points.high,
      value_difference: raw.difference,
      value_low: raw.low,
      value_high: raw.high,
      verdict: '',
      performance: indicator.direction === 'higher' ? raw.difference : -raw.difference,
      p: raw.p,
    };
  });
}

const whose = ({ subject_kind, subject, node, provisional }: Pair) => ({ subject_kind, subject, node, provisional });

function inPoints(value: number, replicates: Float32Array, indicator: Indicator, post: Goalposts) {
  const column = pointsByGoalposts(
    columnOf(value, replicates),
    { ...post, floor: indicator.goalposts?.floor },
    indicator.direction,
  );
  return { value: column[0]!, replicates: column.subarray(1) };
}

/** One family of findings per level: nobody looks at one street alone. */
function withVerdicts(rows: readonly ChangeRow[]): ChangeRow[] {
  const kinds = [...new Set(rows.map((row) => row.subject_kind))];
  return kinds.flatMap((kind) => {
    const family = rows.filter((row) => row.subject_kind === kind);
    const stands = standingFindings(family.map((row) => row.p));
    return family.map((row, i) => ({
      ...row,
      verdict: stands[i] ? (row.performance > 0 ? '提升' : '回落') : '基本持平',
    }));
  });
}
