import type { Indicator } from '../../indicators/framework.ts';
import { statisticNamed } from '../../indicators/statistics/index.ts';
import type { StepContext } from '../engine/asset.ts';
import { UserError } from '../user-error.ts';
import { countedQuery, keyOf } from './counted.ts';
import { openPeriod } from './period-source.ts';
import { exportsOf } from './things.ts';

/** One counted thing behind a figure: its id and dates, nothing else of it. */
export interface CountedThing {
  /** Order number, call id, event or alarm. */
  id: string;
  /** On the indicator's clock. */
  at: string;
  numerator: number;
  denominator: number;
  value?: number;
  grp?: string;
}

/**
 * The orders (calls, events, alarms) behind an indicator of a subject and period, by date and id: the same rows the figure was
 * made from, so that their sums are its numerator and denominator. `asOf` is the run's the figure was made with.
 * @throws UserError when the indicator does not apply to the subject or there is no such subject.
 */
export async function countedList(
  context: Pick<StepContext, 'site' | 'warehouse' | 'partition' | 'asOf'>,
  indicator: Indicator,
  subject: { kind: string; code: string },
): Promise<CountedThing[]> {
  const source = await openPeriod(context);
  const own = source.subjects.find(({ kind, code }) => kind === subject.kind && code === subject.code);
  if (!own)
    throw new UserError(`there is no ${subject.kind} ${subject.code}`, {
      where: 'subject',
      fix: 'use a code of regions.csv or units.csv',
    });
  if (!indicator.levels.includes(own.kind))
    throw new UserError(`${indicator.id} does not apply to a ${own.kind}`, {
      where: indicator.id,
      fix: `ask for one of its levels: ${indicator.levels.join(', ')}`,
    });
  const counted = { ...source, warehouse: context.warehouse, parameters: source.parametersOf(indicator) };
  const key = await keyOf(indicator, counted);
  const needs = statisticNamed(indicator.statistic).needs;
  const rows = await context.warehouse.rows<CountedThing & { file: number }>(
    `select c.${key} as id, strftime(c.at, '%Y-%m-%d %H:%M:%S') as at, t.file, c.numerator::double as numerator, c.denominator::double as denominator
       ${needs.includes('value') ? ', c.value::double as value' : ''} ${needs.includes('grp') ? ', c.grp::varchar as grp' : ''}
     from ${countedQuery(indicator, key)}
     ${own.kind === 'city' ? '' : `and t.${own.kind} = ${own.number}`}
     order by c.at, c.${key}`,
    counted.parameters,
  );
  const kind = exportsOf(key);
  const supplied = kind ? source.supply.filesSupporting(kind, indicator.columns) : [true];
  return rows.filter(({ file }) => supplied[file]).map(({ file: _, ...thing }) => thing);
}
