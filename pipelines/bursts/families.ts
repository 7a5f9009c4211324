import { standingFindings } from '../../indicators/false-discovery.ts';
import type { Comparison, Comparisons } from './comparison.ts';
import type { CountTable, Level } from './count-table.ts';
import { judge } from './upper-bound.ts';

export interface BurstRules {
  /** An alarm takes so many residents. */
  residents: number;
  /** Share of a family's alarms that may be false. */
  falseDiscoveries: number;
}

/** An alarm, before anybody has looked at it. */
export interface Burst {
  series: number;
  position: number;
  /** Steps taken together, the judged one being the last: 1 or 3. */
  steps: number;
  observed: number;
  expected: number;
  /** The highest count that would still have been ordinary, one series alone at the rate of false discoveries. */
  bound: number;
  p: number;
  comparison: Comparison;
}

/** What became of the series of one level at one position. */
export interface Family {
  level: Level;
  series: number;
  judged: number;
  /** Series that hold too few residents to judge by. */
  sparse: number[];
  bursts: Burst[];
}

/** Wholes before their parts. */
export const levels: readonly Level[] = [
  'city',
  'district',
  'topic',
  'topic_district',
  'category',
  'category_district',
];

/** EARS' C3 looks at three steps together: what grows slowly shows there first. */
const together = 3;

/**
 * Judges every series at a position, level by level. Each level is one family of findings (Benjamini and Hochberg); a
 * topic or category is looked at by district only where it is above what was expected as a whole. `from`: first position that
 * is counted the same way. `threeSteps`: also judge three steps together.
 */
export function judgeFamilies(
  table: CountTable,
  comparisons: Comparisons,
  { position, from, threeSteps }: { position: number; from: number; threeSteps: boolean },
  rules: BurstRules,
): Family[] {
  const raised = new Uint8Array(table.series.length);
  return levels.map((level) => {
    const family: Family = { level, series: 0, judged: 0, sparse: [], bursts: [] };
    const candidates: Burst[] = [];
    let looked = 0;
    for (const [series, { level: own }] of table.series.entries()) {
      if (own !== level || table.firstSeen(series) >= position) continue;
      family.series++;
      if (!comparisons.enough(series, position, from)) {
        family.sparse.push(series);
        continue;
      }
      family.judged++;
      const whole = table.wholeOf(series);
      if (whole >= 0 && whole !== series && raised[whole] === 0) continue;
      looked++;
      const observed = table.count(series, position);
      const lately = threeSteps ? sumOfLast(table, series, position) : observed;
      // Nobody looks at what cannot be an alarm; a matter is needed all the same, to open its districts.
      if (whole === series ? lately === 0 : lately < rules.residents) continue;
      const comparison = comparisons.of(series, position, from);
      if (!comparison) continue;
      const expected = comparison.mean * table.volume(series, position);
      const parts = threeSteps ? lastParts(table, comparisons, series, position, from) : undefined;
      raised[series] = Number(observed > expected || (parts !== undefined && parts.observed > parts.mean));
      if (observed <= expected) continue;
      const found = [
        ...(observed >= rules.residents ? [{ ...comparison, steps: 1, observed, mean: expected }] : []),
        ...(parts && parts.observed >= rules.residents ? [{ ...parts, steps: together }] : []),
      ]
        .map((one) => ({ ...one, ...judge(one.observed, one, rules.falseDiscoveries, 'nbPredictive') }))
        .sort((a, b) => a.p - b.p)[0];
      if (!found) continue;
      candidates.push({
        series,
        position,
        steps: found.steps,
        observed: found.observed,
        expected: found.mean,
        bound: found.upper,
        // Two looks at one series: the better one counts half.
        p: Math.min(1, found.p * (threeSteps ? 2 : 1)),
        comparison,
      });
    }
    const rest = new Array<number>(looked - candidates.length).fill(1);
    const stands = standingFindings([...candidates.map(({ p }) => p), ...rest], rules.falseDiscoveries);
    family.bursts = candidates.filter((_, i) => stands[i]);
    return family;
  });
}

function sumOfLast(table: CountTable, series: number, position: number): number {
  let sum = 0;
  for (let at = Math.max(0, position - together + 1); at <= position; at++) sum += table.count(series, at);
  return sum;
}

/** The last three steps as one count; their errors are taken to go together. */
function lastParts(table: CountTable, comparisons: Comparisons, series: number, position: number, from: number) {
  let [observed, mean, variance, error] = [0, 0, 0, 0];
  for (let at = position - together + 1; at <= position; at++) {
    if (at < from || table.everybody(at) === 0) return undefined;
    const comparison = comparisons.of(series, at, from);
    if (!comparison) return undefined;
    const expected = comparison.mean * table.volume(series, at);
    observed += table.count(series, at);
    mean += expected;
    variance += comparison.dispersion * expected;
    error += comparison.logError * expected;
  }
  return { observed, mean, dispersion: variance / mean, logError: error / mean };
}
