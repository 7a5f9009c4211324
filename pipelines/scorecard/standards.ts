import type { Indicator } from '../../indicators/framework.ts';
import { type PeerThings, standardOf } from '../../indicators/funnel/standard.ts';
import type { CountedRows } from './counted.ts';
import type { SubjectEstimate } from './estimates.ts';
import type { Subject } from './subjects.ts';

/** What its peers lead one to expect of a subject: all subjects of its level. */
export interface StandardRow {
  subject: Subject;
  indicator: string;
  /** `raw`: as all orders of the peers go · `standardised`: as orders of the same kinds of work go. */
  basis: 'raw' | 'standardised';
  expected: number;
  /** Standard error of the subject's figure if it is like its peers, design effect included. */
  error: number;
  /** Share of the standard that is the subject itself. */
  own: number;
}

/**
 * The standards of an indicator's subjects below the city; none unless it is a rate or a mean of outcomes. Standardised
 * by kind of work only where the formula is our own: a published rule holds everybody to the same figure.
 */
export function standardRows(
  indicator: Indicator,
  rows: CountedRows,
  found: readonly SubjectEstimate[],
): StandardRow[] {
  const things = countedOutcomes(indicator, rows);
  if (!things) return [];
  const subjects = found.reduce((most, { subject }) => Math.max(most, subject.number + 1), 0);
  const strata = rows.stratum.reduce((most, stratum) => Math.max(most, stratum + 1), 0);
  const standardised = indicator.ours && strata > 1;
  return (['district', 'street', 'unit'] as const).flatMap((level) => {
    if (!indicator.levels.includes(level)) return [];
    const peers = found.filter(({ subject, estimate }) => subject.kind === level && estimate.effective !== undefined);
    const levelRows = (basis: StandardRow['basis'], stratum: Int32Array, count: number): StandardRow[] => {
      const standard = standardOf({ ...things, subject: rows.subjects[level], stratum }, subjects, count);
      return peers.map(({ subject, estimate }) => ({
        subject,
        indicator: indicator.id,
        basis,
        expected: standard.expected[subject.number]!,
        error: standard.error[subject.number]! * Math.sqrt(estimate.denominator! / estimate.effective!),
        own: standard.own[subject.number]!,
      }));
    };
    return [
      ...levelRows('raw', new Int32Array(rows.counted.size), 1),
      ...(standardised ? levelRows('standardised', rows.stratum, strata) : []),
    ];
  });
}

function countedOutcomes(
  { statistic }: Indicator,
  { counted: { numerator, denominator } }: CountedRows,
): Pick<PeerThings, 'outcomes' | 'squares' | 'trials'> | undefined {
  switch (statistic) {
    case 'rate':
      return { outcomes: numerator, squares: numerator, trials: denominator };
    case 'weighted_rate':
      return { outcomes: numerator, squares: numerator.map((outcome) => outcome * outcome), trials: denominator };
    default:
      return undefined;
  }
}
