import { UserError } from '../../pipelines/user-error.ts';
import { pcaWeights } from '../multivariate/pca.ts';
import { aggregate } from './aggregate.ts';
import { changed } from './change.ts';
import { denominate } from './denominate.ts';
import { impute } from './impute.ts';
import { normalise } from './normalise.ts';
import { optimisedWeights } from './optimised-weights.ts';
import { screen } from './screen.ts';
import type { Change, Coin, Specification } from './specification.ts';
import { checkTable, columnNamed, type Table } from './table.ts';
import { treat } from './treat.ts';
import { IndexTree } from './tree.ts';

/** Builds an index by its specification. @throws UserError naming what in the specification does not fit. */
export const build = (specification: Specification): Coin => new Builder().build(specification);

/** COINr's Regen: the index as it would be with one thing changed. */
export const regen = (specification: Specification, change: Change): Coin => build(changed(specification, change));

/** How many results of one step on one table are kept. */
const KEPT = 16;

/** Builds variants of an index; a step with the same input and options as before is not taken again. */
export class Builder {
  private readonly done = new WeakMap<Table, Map<string, unknown>>();
  private readonly trees = new WeakMap<Specification['iMeta'], { tree: IndexTree; parameters: string }>();

  build(specification: Specification): Coin {
    const { iData, iMeta } = specification;
    const { tree, parameters } = this.treeOf(iMeta);
    const Raw = this.once(iData, `raw ${tree.indicators.map(({ iCode }) => iCode)}`, () => rawTable(iData, tree));
    let last = Raw;
    const dsets: { -readonly [Name in keyof Coin['dsets']]?: Table } = { Raw };
    const results: Pick<{ -readonly [Key in keyof Coin]: Coin[Key] }, 'screened' | 'treated' | 'pca' | 'optimised'> =
      {};
    const { denominate: by, impute: gaps, screen: least, treat: outliers, normalise: scale } = specification;
    if (by) {
      const denoms = { uCode: by.denoms.uCode, columns: by.denoms.columns };
      const key = `denominate ${JSON.stringify([denoms, by.denomby])}`;
      last = dsets.Denominated = this.once(last, key, () => denominate(last, by));
    }
    if (gaps) {
      const key = `impute ${parameters} ${JSON.stringify(gaps)}`;
      last = dsets.Imputed = this.once(last, key, () => impute(last, tree, gaps));
    }
    if (least) {
      const screened = this.once(last, `screen ${JSON.stringify(least)}`, () => screen(last, least));
      results.screened = screened;
      last = dsets.Screened = screened.ScreenedData;
      checkTable(last);
    }
    if (outliers) {
      const treated = this.once(last, `treat ${JSON.stringify(outliers)}`, () => treat(last, outliers));
      results.treated = treated;
      last = dsets.Treated = treated.x_treat;
    }
    const Normalised = this.once(last, `normalise ${parameters} ${JSON.stringify(scale ?? {})}`, () =>
      normalise(last, tree, scale),
    );
    const weighted = this.weightedTree(specification, tree, Normalised, results);
    const Aggregated = aggregate(Normalised, weighted, specification.aggregate);
    return { specification, tree: weighted, dsets: { ...dsets, Raw, Normalised, Aggregated }, ...results };
  }

  private weightedTree(
    { weights = { method: 'given' }, aggregate: options }: Specification,
    tree: IndexTree,
    normalised: Table,
    results: { pca?: Coin['pca']; optimised?: Coin['optimised'] },
  ): IndexTree {
    switch (weights.method) {
      case 'given':
        return weights.w ? tree.withWeights(weights.w) : tree;
      case 'equal':
        return tree.withWeights(Object.fromEntries(tree.elements.map(({ iCode }) => [iCode, 1])));
      case 'pca':
        results.pca = pcaWeights(aggregate(normalised, tree, options), tree, weights);
        return tree.withWeights(results.pca.w);
      case 'optimised':
        results.optimised = optimisedWeights(aggregate(normalised, tree, options), tree, weights);
        return tree.withWeights(results.optimised.w);
      default:
        throw new UserError(`there is no method of weights ${(weights as { method: string }).method}`, {
          where: 'weights, method',
          fix: 'use given, equal, pca or optimised',
        });
    }
  }

  private treeOf(iMeta: Specification['iMeta']): { tree: IndexTree; parameters: string } {
    let known = this.trees.get(iMeta);
    if (!known) {
      const withoutWeights = iMeta.map((element) => ({ ...element, Weight: undefined }));
      known = { tree: new IndexTree(iMeta), parameters: JSON.stringify(withoutWeights) };
      this.trees.set(iMeta, known);
    }
    return known;
  }

  private once<Result>(input: Table, key: string, make: () => Result): Result {
    const results = this.done.get(input) ?? new Map<string, unknown>();
    this.done.set(input, results);
    if (!results.has(key)) {
      if (results.size >= KEPT) results.delete(results.keys().next().value!);
      results.set(key, make());
    }
    return results.get(key) as Result;
  }
}

/** The columns of the tree's indicators, checked. */
function rawTable(iData: Table, tree: IndexTree): Table {
  checkTable(iData);
  return {
    uCode: iData.uCode,
    columns: Object.fromEntries(tree.indicators.map(({ iCode }) => [iCode, columnNamed(iData, iCode)])),
  };
}
