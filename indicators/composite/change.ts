import { UserError } from '../../pipelines/user-error.ts';
import type { Change, Specification } from './specification.ts';
import { columnNamed, type Table } from './table.ts';
import { type Element, IndexTree } from './tree.ts';

const steps = ['denominate', 'impute', 'screen', 'treat', 'normalise', 'weights', 'aggregate'] as const;

/** A specification with one thing changed. @throws UserError naming a subject, indicator or step that is not there. */
export function changed(specification: Specification, change: Change): Specification {
  for (const key of Object.keys(change))
    if (![...steps, 'iData', 'iMeta', 'figures', 'remove'].includes(key))
      throw new UserError(`a specification has no ${key}`, {
        where: key,
        fix: `change one of ${[...steps, 'iData', 'iMeta', 'figures', 'remove'].join(', ')}`,
      });
  const next: { -readonly [Key in keyof Specification]: Specification[Key] } = {
    ...specification,
    iData: corrected(change.iData ?? specification.iData, change.figures ?? {}),
    iMeta: without(change.iMeta ?? specification.iMeta, change.remove ?? []),
  };
  for (const step of steps) {
    const own = change[step];
    if (own === undefined) continue;
    if (own === null) delete next[step];
    else Object.assign(next, { [step]: merged(specification[step], own) });
  }
  return next;
}

/** Options over options; weights of a step join those it has. Another method of weights starts afresh. */
function merged(before: object | undefined, own: object): object {
  const [old, now] = [before as { method?: string; w?: object }, own as { method?: string; w?: object }];
  if (!old || (now.method !== undefined && now.method !== old.method)) return own;
  return { ...old, ...now, ...(old.w && now.w && { w: { ...old.w, ...now.w } }) };
}

function corrected(table: Table, figures: NonNullable<Change['figures']>): Table {
  if (Object.keys(figures).length === 0) return table;
  const columns = { ...table.columns };
  for (const [uCode, cells] of Object.entries(figures)) {
    const row = table.uCode.indexOf(uCode);
    if (row < 0)
      throw new UserError(`${uCode} is no subject of the index`, {
        where: `figures, ${uCode}`,
        fix: 'name a subject of iData',
      });
    for (const [iCode, cell] of Object.entries(cells))
      columns[iCode] = columnNamed({ ...table, columns }, iCode).map((old, r) => (r === row ? cell : old));
  }
  return { uCode: table.uCode, columns };
}

/** Without some elements, what is below them, and aggregates that have lost all their children. */
function without(iMeta: readonly Element[], remove: readonly string[]): readonly Element[] {
  if (remove.length === 0) return iMeta;
  const tree = new IndexTree(iMeta);
  for (const iCode of remove) tree.element(iCode);
  const gone = (iCode: string): boolean =>
    remove.includes(iCode) || tree.ancestorsOf(iCode).some((above) => remove.includes(above.iCode));
  const left = new Set(tree.indicators.map(({ iCode }) => iCode).filter((iCode) => !gone(iCode)));
  if (left.size === 0)
    throw new UserError('nothing is left of the index', {
      where: `remove, ${remove.join(', ')}`,
      fix: 'leave at least one indicator',
    });
  return iMeta.filter(
    ({ iCode, Level }) =>
      left.has(iCode) || (Level > 1 && tree.indicatorsBelow(iCode).some((indicator) => left.has(indicator.iCode))),
  );
}
