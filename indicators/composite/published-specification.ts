import type { Framework } from '../framework.ts';
import type { Level } from '../framework-schema.ts';
import type { Goalposts } from './normalisers.ts';
import { applicableIn } from './published-score.ts';
import type { Specification } from './specification.ts';
import type { Table } from './table.ts';
import type { Element } from './tree.ts';

/**
 * The published score of a framework at a level as a specification, so that it can be replayed with changes: fixed
 * goalposts, weighted arithmetic means. The index of a level where only one dimension applies (units) is that dimension.
 * Given figures of one common set of indicators without gaps, its scores are the published ones; the rules on coverage
 * and on lost columns are the caller's (`compositeScores`).
 * `values`: raw figures, one column per indicator that enters; others are left out of the tree.
 */
export function publishedSpecification(
  framework: Framework,
  level: Level,
  values: Table,
  goalposts: ReadonlyMap<string, Goalposts>,
): Specification {
  return {
    iData: values,
    iMeta: publishedTree(framework, level, (iCode) => (values.columns[iCode] ? goalposts.get(iCode) : undefined)),
    normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } },
    aggregate: { f_ag: 'a_amean' },
  };
}

/** iMeta of what enters the score at a level; what weighs nothing does not. */
function publishedTree(
  framework: Framework,
  level: Level,
  postsOf: (iCode: string) => Goalposts | undefined,
): Element[] {
  const dimensions = framework.dimensions.flatMap((dimension) => {
    const below = dimension.sub_dimensions.flatMap((sub): Element[] => {
      const indicators = applicableIn(sub, level).flatMap((indicator): Element[] => {
        const posts = postsOf(indicator.id);
        if (!posts || indicator.weight === 0) return [];
        return [
          {
            iCode: indicator.id,
            iName: indicator.name,
            Level: 1,
            Parent: sub.id,
            Direction: indicator.direction === 'higher' ? 1 : -1,
            Weight: indicator.weight,
            goalpost_lower: posts.low,
            goalpost_upper: posts.high,
          },
        ];
      });
      if (indicators.length === 0 || sub.weight === 0) return [];
      return [...indicators, { iCode: sub.id, iName: sub.name, Level: 2, Parent: dimension.id, Weight: sub.weight }];
    });
    if (below.length === 0 || dimension.weight === 0) return [];
    return [{ below, own: { iCode: dimension.id, iName: dimension.name, Level: 3, Weight: dimension.weight } }];
  });
  const [only] = dimensions;
  if (only && dimensions.length === 1) return [...only.below, { ...only.own, Parent: null }];
  return [
    ...dimensions.flatMap(({ below, own }) => [...below, { ...own, Parent: 'index' }]),
    { iCode: 'index', iName: framework.name, Level: 4, Parent: null },
  ];
}
