import { differenceOf } from '../../indicators/comparison.ts';
import { standingFindings } from '../../indicators/false-discovery.ts';
import { type Indicator, indicatorsOf as indicatorsIn, maturityDays } from '../../indicators/framework.ts';
import type { Estimate } from '../../indicators/statistics/statistic.ts';
import { type CountedSource, countedRows, sendSql } from '../scorecard/counted.ts';
import { estimates } from '../scorecard/estimates.ts';
import { frameworkOf, isCovered, limitsOf } from '../scorecard/framework-of.ts';
import { asTimestamp, earlier, plusDays } from '../scorecard/moment.ts';
import { openPeriod, type PeriodSource } from '../scorecard/period-source.ts';
import { type Period, periodAt } from '../site/periods.ts';
import type { Ground } from './ground.ts';
import { compared, type IndicatorLine, indicatorsOf, missingOf } from './scorecard.ts';

/** A rate of handling; of a day also what it is from the start of the month (考核期) to the day's end. */
export type RateLine = IndicatorLine & { toDate?: { value: number | null; n: number | null } };

/** The rates that units answer for, whatever the framework calls them: of orders dispatched, due or called back. */
const isRate = ({ role, measure, statistic, clock, levels }: Indicator): boolean =>
  role === 'scored' &&
  measure === 'percent' &&
  ['rate', 'weighted_rate'].includes(statistic) &&
  ['dispatched', 'due', 'called_back'].includes(clock) &&
  levels.includes('unit');

const ratesIn = ({ site, scope }: Ground): Indicator[] =>
  indicatorsIn(frameworkOf(site, scope.period.id)).filter(isRate);

/** The ids of the rates of handling. */
export const rateIds = (ground: Ground): string[] => ratesIn(ground).map(({ id }) => id);

/**
 * The rates of handling of the briefing's subject: as stored where such periods are scored, else counted here by the same
 * SQL and estimated by the same statistics. A change is judged among all the rates together.
 */
export async function ratesOf(ground: Ground): Promise<RateLine[]> {
  const ids = rateIds(ground);
  const stored = (await indicatorsOf(ground)).filter(({ node }) => ids.includes(node));
  if (stored.length > 0) return stored;
  const { site, scope } = ground;
  if (!isCovered(site, scope.period)) return [];
  const whole = wholeOf(ground);
  const toDate = whole && (await figuresIn(ground, whole, scope.period.end));
  const before = await figuresIn(ground, scope.previous);
  // The period itself last: what is laid for it stays.
  const now = await figuresIn(ground, scope.period);
  const changes = changesBetween(now, scope.framework === scope.previousFramework ? before : []);
  const lines: RateLine[] = [];
  for (const { indicator, found, state, provisional } of now) {
    const row = changes.get(indicator.id) ?? { verdict: null, difference: null, change_low: null, change_high: null };
    const cumulative = toDate?.find((figure) => figure.indicator.id === indicator.id)?.found;
    lines.push({
      node: indicator.id,
      name: indicator.name,
      measure: '%',
      direction: indicator.direction,
      state,
      provisional,
      value: found?.estimate.value ?? null,
      low: found?.estimate.low ?? null,
      high: found?.estimate.high ?? null,
      n: found?.n ?? null,
      score: null,
      compared: compared(ground, row, hasValue(before.find((figure) => figure.indicator.id === indicator.id))),
      missing: state === 'unsupported' ? await missingOf(ground, indicator.columns.join(',')) : [],
      ...(whole && { toDate: { value: cumulative?.estimate.value ?? null, n: cumulative?.n ?? null } }),
    });
  }
  return lines;
}

/** Of a day: the month or 考核期 that it lies in. */
export function wholeOf({ site, scope }: Pick<Ground, 'site' | 'scope'>): Period | undefined {
  const { kind, start } = scope.period;
  if (kind !== 'day' && kind !== 'assess_day') return undefined;
  const whole = kind === 'assess_day' || site.config.periods.includes('assess') ? 'assess' : 'month';
  return periodAt(whole, site.config.assessment, start);
}

interface Figure {
  indicator: Indicator;
  state: 'ok' | 'small' | 'unsupported';
  provisional: boolean;
  found: { estimate: Estimate; n: number } | undefined;
}

const hasValue = (figure: Figure | undefined): boolean => (figure?.found?.estimate.value ?? null) !== null;

/** The rates of a period, or of it up to `end`, for the briefing's subject; as known by now. */
async function figuresIn(ground: Ground, period: Period, end = period.end): Promise<Figure[]> {
  const { site, warehouse, scope } = ground;
  const { asOf } = scope;
  const limits = limitsOf(site, period.id);
  const indicators = ratesIn(ground).filter(({ levels }) => levels.includes(scope.subject.kind));
  const source = await openPeriod({ site, warehouse, partition: period.id, asOf }, indicators);
  const figures: Figure[] = [];
  for (const indicator of indicators) {
    const completeAt = plusDays(end, maturityDays(indicator, limits));
    const parameters = {
      ...source.parametersOf(indicator),
      end: asTimestamp(end),
      as_of: asTimestamp(earlier(asOf, completeAt)),
    };
    const found = await foundIn(ground, indicator, { ...source, warehouse, parameters });
    const enough = found && found.estimate.value !== null && found.n >= indicator.min_sample.n;
    figures.push({
      indicator,
      found,
      state: found === undefined ? 'unsupported' : enough ? 'ok' : 'small',
      provisional: asOf < completeAt,
    });
  }
  return figures;
}

/** The figure of the briefing's subject; undefined where its exports do not supply what the indicator needs. */
async function foundIn({ scope }: Ground, indicator: Indicator, source: PeriodSource & CountedSource) {
  if (!source.supply.supports(indicator.columns, source.monthsOf(indicator))) return undefined;
  const { rows } = await sendSql(indicator, source);
  const counted = countedRows(indicator, await rows, source);
  const own = { ...indicator, levels: [scope.subject.kind] };
  const found = estimates(own, counted, source.subjects, {
    weights: source.weights,
    people: source.people,
    outcomes: indicator.outcomes ?? [],
    draws: `${indicator.id}/${source.period.id}`,
  }).find(({ subject }) => subject.code === scope.subject.code);
  if (found?.estimate.value === null && counted.withheld.has(found.subject.number)) return undefined;
  return found;
}

function changesBetween(now: readonly Figure[], before: readonly Figure[]) {
  const pairs = now.flatMap(({ indicator, found }) => {
    const earlier = before.find((figure) => figure.indicator.id === indicator.id)?.found;
    const [a, b] = [resampled(found?.estimate), resampled(earlier?.estimate)];
    return a && b ? [{ indicator, ...differenceOf(a, b) }] : [];
  });
  const stands = standingFindings(pairs.map(({ p }) => p));
  return new Map(
    pairs.map(({ indicator, difference, low, high }, i) => {
      const better = difference > 0 === (indicator.direction === 'higher');
      const verdict: '提升' | '回落' | '基本持平' = stands[i] ? (better ? '提升' : '回落') : '基本持平';
      return [indicator.id, { verdict, difference, change_low: low, change_high: high }] as const;
    }),
  );
}

const resampled = (estimate: Estimate | undefined) =>
  estimate?.replicates && estimate.value !== null
    ? { value: estimate.value, replicates: estimate.replicates }
    : undefined;
