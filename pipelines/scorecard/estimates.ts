import type { Indicator } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { statisticNamed } from '../../indicators/statistics/index.ts';
import type { Estimate, Part, Setting } from '../../indicators/statistics/statistic.ts';
import type { CountedRows } from './counted.ts';
import { type CountedCell, countedCells } from './counted-cell.ts';
import type { Subject } from './subjects.ts';

export interface SubjectEstimate {
  subject: Subject;
  estimate: Estimate;
  /** The sample, in what the indicator's minimum counts. */
  n: number;
  /** How many things and residents stand behind it: what decides whether it may be shown to everybody. */
  cell: CountedCell;
}

/** An indicator's figure for every subject of its levels, each from its own pooled things. */
export function estimates(
  indicator: Indicator,
  rows: CountedRows,
  subjects: readonly Subject[],
  setting: Setting,
): SubjectEstimate[] {
  const statistic = statisticNamed(indicator.statistic);
  // Figures about residents resample residents, not the events their orders belong to.
  const counted =
    statistic.clusters === 'resident' ? { ...rows.counted, cluster: rows.counted.resident } : rows.counted;
  const shared = statistic.prepare(counted, setting);
  const seen = new Int32Array(1 + counted.cluster.reduce((most, slot) => Math.max(most, slot), -1));
  const cellOf = countedCells(rows.counted, indicator.outcomes !== undefined);
  return indicator.levels.flatMap((level) => {
    const members = membersBySubject(rows, level, subjects.length);
    return subjects
      .filter(({ kind }) => kind === level)
      .map((subject) => {
        const part = { subject: subject.number, name: `${subject.kind}:${subject.code}`, members: members(subject) };
        const estimate = statistic.estimate(counted, part, setting, shared);
        return {
          subject,
          estimate,
          n: sampleSize(indicator, estimate, part, counted.cluster, seen),
          cell: cellOf(part.members),
        };
      });
  });
}

/** `seen`: by cluster, one more than the number of the subject that it was last counted for. */
function sampleSize(
  indicator: Indicator,
  estimate: Estimate,
  { subject, members }: Part,
  cluster: Int32Array,
  seen: Int32Array,
): number {
  switch (indicator.min_sample.counts) {
    case 'things':
      return members.length;
    case 'clusters':
      return clustersAmong(members, cluster, seen, subject + 1);
    case 'smallest':
      return Math.floor(estimate.smallest);
  }
}

function clustersAmong(members: Int32Array, cluster: Int32Array, seen: Int32Array, mark: number): number {
  let [count, unknown] = [0, 0];
  for (const i of members) {
    const slot = cluster[i]!;
    if (slot < 0) unknown = 1;
    else if (seen[slot] !== mark) {
      seen[slot] = mark;
      count++;
    }
  }
  return count + unknown;
}

const NOBODY = new Int32Array(0);

/** Row numbers by subject of one level, each ascending: a counting sort. */
function membersBySubject(rows: CountedRows, level: Level, subjectCount: number): (subject: Subject) => Int32Array {
  const { size } = rows.counted;
  if (level === 'city') {
    const all = Int32Array.from({ length: size }, (_, i) => i);
    return () => all;
  }
  const numbers = rows.subjects[level];
  const counts = new Int32Array(subjectCount);
  for (const number of numbers) if (number >= 0) counts[number]!++;
  const members = Array.from(counts, (count) => (count > 0 ? new Int32Array(count) : NOBODY));
  const filled = new Int32Array(subjectCount);
  for (let i = 0; i < size; i++) {
    const number = numbers[i]!;
    if (number >= 0) members[number]![filled[number]!++] = i;
  }
  return (subject) => members[subject.number]!;
}
