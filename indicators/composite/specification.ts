import type { PcaWeights } from '../multivariate/pca.ts';
import type { AggregateOptions } from './aggregate.ts';
import type { DenominateOptions } from './denominate.ts';
import type { ImputeOptions } from './impute.ts';
import type { NormaliseOptions } from './normalise.ts';
import type { OptimisedWeights, OptimisedWeightsOptions } from './optimised-weights.ts';
import type { Screened, ScreenOptions } from './screen.ts';
import type { Cell, Table } from './table.ts';
import type { Treated, TreatOptions } from './treat.ts';
import type { Element, IndexTree } from './tree.ts';

/** Where weights come from. `given`: those of iMeta, changed by `w`. */
export type WeightOptions =
  | { readonly method: 'given'; readonly w?: Readonly<Record<string, number>> }
  | { readonly method: 'equal' }
  | { readonly method: 'pca'; readonly Level: number }
  | ({ readonly method: 'optimised' } & OptimisedWeightsOptions);

/** All that an index is made of. A step that is left out is not taken; they are taken in this order. */
export interface Specification {
  /** Raw figures. */
  readonly iData: Table;
  readonly iMeta: readonly Element[];
  readonly denominate?: DenominateOptions;
  readonly impute?: ImputeOptions;
  readonly screen?: ScreenOptions;
  readonly treat?: TreatOptions;
  /** n_minmax to 0–100 when left out. */
  readonly normalise?: NormaliseOptions;
  /** Those of iMeta when left out. */
  readonly weights?: WeightOptions;
  /** a_amean when left out. */
  readonly aggregate?: Omit<AggregateOptions, 'w'>;
}

type Step = 'denominate' | 'impute' | 'screen' | 'treat' | 'normalise' | 'weights' | 'aggregate';

/** One thing changed: options of a step (those not named stay; null: without the step), figures or elements. */
export type Change = {
  readonly [S in Step]?: Partial<Specification[S]> | null;
} & {
  readonly iData?: Table;
  readonly iMeta?: readonly Element[];
  /** Corrected figures, by subject and indicator. */
  readonly figures?: Readonly<Record<string, Readonly<Record<string, Cell>>>>;
  /** Elements left out, with all below them. */
  readonly remove?: readonly string[];
};

/** An index built by its specification, with what every step left behind. */
export interface Coin {
  readonly specification: Specification;
  /** With the weights that were used. */
  readonly tree: IndexTree;
  readonly dsets: {
    readonly Raw: Table;
    readonly Denominated?: Table;
    readonly Imputed?: Table;
    readonly Screened?: Table;
    readonly Treated?: Table;
    readonly Normalised: Table;
    readonly Aggregated: Table;
  };
  readonly screened?: Screened;
  readonly treated?: Treated;
  readonly pca?: PcaWeights;
  readonly optimised?: OptimisedWeights;
}
