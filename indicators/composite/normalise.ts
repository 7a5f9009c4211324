import { UserError } from '../../pipelines/user-error.ts';
import { type NormaliseParameters, type Normaliser, normalisers } from './normalisers.ts';
import { columnNamed, type Table } from './table.ts';
import type { Element, IndexTree } from './tree.ts';

export interface NormaliseSpec {
  readonly f_n: Normaliser;
  /** `use_iMeta`: each indicator's own, from its row of iMeta. */
  readonly f_n_para?: NormaliseParameters | 'use_iMeta';
}

export interface NormaliseOptions {
  /** n_minmax to 0–100 unless said otherwise. */
  readonly global_specs?: NormaliseSpec;
  /** Instead of the global one, by indicator. */
  readonly indiv_specs?: Readonly<Record<string, NormaliseSpec>>;
  /** Instead of the directions of iMeta. */
  readonly directions?: Readonly<Record<string, 1 | -1>>;
}

/**
 * COINr's Normalise: figures are turned so that more is better (× Direction), then brought to one scale; `none` only
 * turns them. With n_fracmax an indicator where less is better keeps its orientation (best 1, worst above).
 * @throws UserError for an unknown function or a parameter that is missing, naming the indicator.
 */
export function normalise(table: Table, tree: IndexTree, options: NormaliseOptions = {}): Table {
  const { global_specs = { f_n: 'n_minmax' }, indiv_specs = {}, directions = {} } = options;
  for (const iCode of [...Object.keys(indiv_specs), ...Object.keys(directions)]) tree.element(iCode);
  return {
    uCode: table.uCode,
    columns: Object.fromEntries(
      tree.indicators.map((element) => {
        const direction = directions[element.iCode] ?? element.Direction ?? 1;
        const turned = columnNamed(table, element.iCode).map((x) => (x === null ? null : x * direction));
        const { f_n, f_n_para = {} } = indiv_specs[element.iCode] ?? global_specs;
        const normaliser = normalisers[f_n];
        if (!normaliser)
          throw new UserError(`there is no normalisation ${f_n}`, {
            where: `f_n of ${element.iCode}`,
            fix: `use one of ${Object.keys(normalisers).join(', ')}`,
          });
        const parameters = f_n_para === 'use_iMeta' ? parametersOf(f_n, element, direction) : f_n_para;
        checkParameters(f_n, parameters, element.iCode);
        return [element.iCode, normaliser(turned, parameters)];
      }),
    ),
  };
}

/** An indicator's own parameters, turned with its figures. */
function parametersOf(f_n: Normaliser, element: Element, direction: 1 | -1): NormaliseParameters {
  const own = (name: keyof Element): number => {
    const value = element[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new UserError(`${f_n} needs ${name} of ${element.iCode}`, {
      where: `iMeta, ${element.iCode}`,
      fix: `write ${name} for ${element.iCode}, or another f_n`,
    });
  };
  switch (f_n) {
    case 'n_minmax':
      return { l_u: [own('minmax_lower'), own('minmax_upper')] };
    case 'n_zscore':
      return { m_sd: [own('zscore_mean'), own('zscore_sd')] };
    case 'n_scaled':
      return { npara: [own('scaled_lower'), own('scaled_upper')], scale_factor: element.scaled_factor ?? 100 };
    case 'n_dist2targ':
      return { targ: own('Target') * direction, cap_max: element.dist2targ_cap_max ?? false };
    case 'n_goalposts': {
      const ends = [own('goalpost_lower') * direction, own('goalpost_upper') * direction];
      const [low, high] = direction === 1 ? ends : ends.reverse();
      return {
        gposts: [low!, high!, element.goalpost_scale ?? 100],
        trunc2posts: element.goalpost_trunc2posts ?? true,
      };
    }
    default:
      return {};
  }
}

function checkParameters(f_n: Normaliser, parameters: NormaliseParameters, iCode: string): void {
  const refuse = (what: string, fix: string): never => {
    throw new UserError(what, { where: `f_n_para of ${iCode}`, fix });
  };
  const { targ, gposts } = parameters;
  if (f_n === 'n_dist2targ' && !Number.isFinite(targ)) refuse('n_dist2targ needs a target', 'write targ');
  if (f_n === 'n_goalposts' && !gposts) refuse('n_goalposts needs its posts', 'write gposts: [lower, upper, scale]');
  if (gposts && !(gposts[0] < gposts[1]))
    refuse('the lower goalpost is not below the upper one', 'write gposts in ascending order');
}
