import { changed } from '../composite/change.ts';
import { clippedToGoalposts, fromOnePoint } from '../composite/from-one-point.ts';
import type { Change, Specification, WeightOptions } from '../composite/specification.ts';
import type { Cell, Table } from '../composite/table.ts';
import { type Element, IndexTree } from '../composite/tree.ts';
import { requireEnoughSubjects } from '../multivariate/enough-subjects.ts';
import type { Settings } from './settings.ts';
import { weightsForShares } from './shares.ts';

/** How an index is changed, and what becomes of its figures and of any resample of them. */
export interface Variant {
  readonly change: Change;
  figuresOf(table: Table): Table;
}

/**
 * The variant that settings ask for. Parts of the whole (`shares`) hold under arithmetic means. Geometric and harmonic
 * means, which have no result at 0 points, get points from 1 to 100.
 * @throws UserError when the settings do not go together.
 */
export function variantOf(specification: Specification, settings: Settings): Variant {
  const { aggregation, normalisation: f_n = 'n_goalposts', figures } = settings;
  const aboveZero = aggregation === 'a_gmean' || aggregation === 'a_hmean';
  const posted = specification.iMeta.map((element): Element => {
    const own = settings.goalposts[element.iCode];
    return own ? { ...element, goalpost_lower: own.low, goalpost_upper: own.high } : element;
  });
  const widened = aboveZero && f_n === 'n_goalposts';
  const change: Change = {
    iMeta: widened ? fromOnePoint(posted) : posted,
    remove: settings.remove,
    ...(f_n !== 'n_goalposts' && {
      normalise: { global_specs: { f_n, f_n_para: f_n === 'n_minmax' ? { l_u: [aboveZero ? 1 : 0, 100] } : {} } },
    }),
    ...(aggregation && { aggregate: { f_ag: aggregation } }),
  };
  const corrected = (table: Table) => withFigures(table, figures, specification.iData);
  return {
    change: { ...change, weights: weightsOf(changed(specification, change), settings) },
    figuresOf: (table) => (widened ? clippedToGoalposts(corrected(table), posted) : corrected(table)),
  };
}

function weightsOf(specification: Specification, { weights, shares, weighting }: Settings): WeightOptions {
  const tree = new IndexTree(specification.iMeta);
  if (weighting === 'pca') {
    requireEnoughSubjects('weights=pca', specification.iData.uCode.length, tree.indicators.length);
    return { method: 'pca', Level: 1 };
  }
  const equal = weighting === 'equal' ? Object.fromEntries(tree.elements.map(({ iCode }) => [iCode, 1])) : {};
  const given = { ...equal, ...weights };
  if (Object.keys(shares).length === 0) return { method: 'given', w: given };
  return { method: 'given', w: weightsForShares(tree.withWeights(given), shares) };
}

/** A resample keeps its distance from the figure that is corrected. */
function withFigures(table: Table, figures: Settings['figures'], published: Table): Table {
  const columns = { ...table.columns };
  for (const [subject, cells] of Object.entries(figures)) {
    const row = table.uCode.indexOf(subject);
    for (const [iCode, figure] of Object.entries(cells)) {
      const before = published.columns[iCode]![row]!;
      columns[iCode] = columns[iCode]!.map((cell, r): Cell => {
        if (r !== row) return cell;
        return cell === null || before === null ? figure : figure + (cell - before);
      });
    }
  }
  return { uCode: table.uCode, columns };
}
