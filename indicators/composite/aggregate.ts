import { UserError } from '../../pipelines/user-error.ts';
import { type Mean, type MeanParameters, means } from './means.ts';
import { type Column, columnNamed, type Table } from './table.ts';
import type { IndexTree } from './tree.ts';

export interface AggregateOptions {
  /** One for all levels, or one per level from the second up. `a_amean` */
  readonly f_ag?: Mean | readonly Mean[];
  readonly f_ag_para?: MeanParameters | readonly MeanParameters[];
  /** Instead of the weights of iMeta. `equal`; `none`: given to no function, which a_amean cannot do without. */
  readonly w?: Readonly<Record<string, number>> | 'equal' | 'none';
  /** Least share of children that must be there, one for all levels or one per level; at it they suffice. */
  readonly dat_thresh?: number | readonly number[];
}

/**
 * COINr's Aggregate: adds to normalised indicators a column for every aggregate, from the bottom to the top.
 * @throws UserError for an unknown function, weights that do not fit, figures a function is not defined for (naming the
 * aggregate).
 */
export function aggregate(table: Table, tree: IndexTree, options: AggregateOptions = {}): Table {
  const { w, f_ag = 'a_amean', f_ag_para = {}, dat_thresh } = options;
  const weighted = w === undefined || w === 'equal' || w === 'none' ? tree : tree.withWeights(w);
  const columns: Record<string, Column> = { ...table.columns };
  for (let level = 2; level <= tree.maxLevel; level++) {
    const at = { level, levels: tree.maxLevel - 1 };
    const mean = ofLevel<Mean>(f_ag, at, 'f_ag');
    const parameters = ofLevel<MeanParameters>(f_ag_para, at, 'f_ag_para');
    const threshold = dat_thresh === undefined ? 0 : ofLevel<number>(dat_thresh, at, 'dat_thresh');
    checkMean(mean, w);
    for (const { iCode } of weighted.atLevel(level)) {
      const children = weighted.childrenOf(iCode);
      const cells = children.map((child) => columnNamed({ uCode: table.uCode, columns }, child.iCode));
      const weights = children.map((child) => (w === 'equal' || w === 'none' ? 1 : (child.Weight ?? 1)));
      const own = meanOf(iCode, () => means[mean](cells, weights, parameters));
      columns[iCode] = mean === 'a_copeland' ? own : withEnough(own, cells, threshold);
    }
  }
  return { uCode: table.uCode, columns };
}

function ofLevel<Value extends Mean | MeanParameters | number>(
  given: Value | readonly Value[],
  { level, levels }: { level: number; levels: number },
  name: string,
): Value {
  if (!Array.isArray(given)) return given as Value;
  if (given.length === levels) return given[level - 2] as Value;
  throw new UserError(`${name} has ${given.length} entries for ${levels} levels of aggregates`, {
    where: name,
    fix: `write one ${name} for all levels, or ${levels}, from the second level up`,
  });
}

function checkMean(mean: Mean, w: AggregateOptions['w']): void {
  if (!Object.hasOwn(means, mean))
    throw new UserError(`there is no aggregation ${mean}`, {
      where: 'f_ag',
      fix: `use one of ${Object.keys(means).join(', ')}`,
    });
  if (mean === 'a_amean' && w === 'none')
    throw new UserError('a_amean needs weights', { where: 'w', fix: 'write w: equal, or a weight per element' });
}

/** Says which aggregate a mean could not be taken for. */
function meanOf(iCode: string, mean: () => Column): Column {
  try {
    return mean();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { fix, where } = error;
    throw new UserError(error.message, { where: `${where} of ${iCode}`, ...(fix !== undefined && { fix }) });
  }
}

/** Null where less than the threshold's share of the children is there. */
const withEnough = (own: Column, children: readonly Column[], threshold: number): Column =>
  threshold === 0
    ? own
    : own.map((cell, row) => {
        const there = children.filter((child) => child[row] !== null).length;
        return there / children.length < threshold ? null : cell;
      });
