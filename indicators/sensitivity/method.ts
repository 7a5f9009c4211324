import { clippedToGoalposts, fromOnePoint } from '../composite/from-one-point.ts';
import type { Specification } from '../composite/specification.ts';
import type { Table } from '../composite/table.ts';
import type { UncertainInput } from './inputs.ts';

/**
 * What the method of a published score leaves open: other ways to normalise and to aggregate that a reader could defend.
 * For a specification `readyForMethods`, since geometric means need points above 0.
 */
export const methodInputs: readonly UncertainInput[] = [
  {
    name: 'normalisation',
    type: 'discrete',
    distribution: [
      { normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } } },
      { normalise: { global_specs: { f_n: 'n_minmax', f_n_para: { l_u: [1, 100] } } } },
      { normalise: { global_specs: { f_n: 'n_rank' } } },
    ],
  },
  {
    name: 'aggregation',
    type: 'discrete',
    distribution: [{ aggregate: { f_ag: 'a_amean' } }, { aggregate: { f_ag: 'a_gmean' } }],
  },
];

/** Every weight of every level up to a quarter more or less, each by itself. */
export const weightsInput = (levels: number): UncertainInput => ({
  name: 'weights',
  type: 'weights',
  levels: Array.from({ length: levels }, (_, i) => i + 1),
  factor: 0.25,
});

/** A published specification and its resamples with points from 1 to 100: the same ranks, and every mean has a result. */
export function readyForMethods(
  specification: Specification,
  resamples: readonly Table[],
): { specification: Specification; resamples: Table[] } {
  const { iMeta } = specification;
  return {
    specification: {
      ...specification,
      iData: clippedToGoalposts(specification.iData, iMeta),
      iMeta: fromOnePoint(iMeta),
    },
    resamples: resamples.map((table) => clippedToGoalposts(table, iMeta)),
  };
}
