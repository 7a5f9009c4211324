import { type Indicator, indicatorsOf, loadFramework } from '../../../indicators/framework.ts';
import type { Kind } from '../canonical.ts';
import { meaningOf } from './dictionary.ts';

/** Whether an indicator can be computed, and what it lacks. */
export interface Availability {
  id: string;
  name: string;
  /** Each entry is one column, or several of which one would do. Empty when nothing is missing. */
  missing: string[][];
}

/**
 * Which indicators of a framework the mapped columns support. The same rule as in a run: every required column must be
 * supplied, `a|b` by one of them; population comes from population.csv, not from exports.
 */
export function availabilityOf(
  dir: string,
  mapped: ReadonlyMap<Kind, ReadonlySet<string>>,
  framework?: string,
): Availability[] {
  const has = (column: string): boolean =>
    column.startsWith('calls.')
      ? Boolean(mapped.get('calls')?.has(column.slice('calls.'.length)))
      : [...mapped].some(([kind, columns]) => kind !== 'calls' && columns.has(column));
  return indicatorsOf(loadFramework(dir, framework)).map(({ id, name, columns }: Indicator) => ({
    id,
    name,
    missing: columns.map((alternatives) => alternatives.split('|')).filter((alternatives) => !alternatives.some(has)),
  }));
}

/** A required column as people call it: `signed_at 签收时间`, `a call's answered 是否接通`. */
export function requirementTold(alternatives: readonly string[]): string {
  return alternatives
    .map((column) => {
      if (column === 'population') return 'population.csv 人口';
      if (column === 'population.groups') return 'population.csv with groups 重点群体人口';
      const name = column.replace('calls.', '');
      return `${column} ${meaningOf(name)}`;
    })
    .join(' or ');
}

/** Missing columns with the indicators that wait for them, those that would bring most first. */
export function byMissingColumn(all: readonly Availability[]): { column: string; indicators: string[] }[] {
  const waiting = new Map<string, string[]>();
  for (const { id, name, missing } of all)
    for (const alternatives of missing) {
      const column = requirementTold(alternatives);
      waiting.set(column, [...(waiting.get(column) ?? []), `${id} ${name}`]);
    }
  return [...waiting]
    .map(([column, indicators]) => ({ column, indicators }))
    .sort((a, b) => b.indicators.length - a.indicators.length || (a.column < b.column ? -1 : 1));
}
