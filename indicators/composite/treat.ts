import { UserError } from '../../pipelines/user-error.ts';
import { checkSkewKurt, type SkewKurt, type SkewKurtThresholds } from '../multivariate/moments.ts';
import { type Column, mapColumns, type Table } from './table.ts';
import { type Transformation, type TransformParameters, transformations } from './transform.ts';
import { type Treatment, type WinsoriseOptions, winsorise } from './winsorise.ts';

/** How one column is treated: first winsorised, and transformed if that does not help. */
export interface TreatColumnOptions {
  /** The first step; `none`: go to the second at once. `winsorise` */
  readonly f1?: 'winsorise' | 'none';
  readonly f1_para?: WinsoriseOptions;
  /** The second step; `none`: keep what the first has reached. `log_CT` */
  readonly f2?: Transformation | 'none';
  readonly f2_para?: TransformParameters;
  /** When a column needs no treatment. */
  readonly f_pass_para?: SkewKurtThresholds;
  /** Transform the winsorised figures instead of the original ones. */
  readonly combine_treat?: boolean;
}

export interface TreatOptions {
  readonly global_specs?: TreatColumnOptions;
  /** Instead of the global ones, by indicator; `none` leaves it as it is. */
  readonly indiv_specs?: Readonly<Record<string, TreatColumnOptions | 'none'>>;
}

/** What was done to a column, and how it stood before, after the first and after the second step. */
export interface TreatDetails {
  readonly iCode: string;
  readonly before: SkewKurt;
  readonly nwin?: number;
  readonly afterF1?: SkewKurt;
  readonly afterF2?: SkewKurt;
  /** Why a column that did not pass was left as it is. */
  readonly untreated?: string;
}

export interface TreatedColumn {
  readonly x: Column;
  readonly details: Omit<TreatDetails, 'iCode'>;
  readonly treated: readonly Treatment[];
}

export interface Treated {
  readonly x_treat: Table;
  readonly Dets_Table: readonly TreatDetails[];
  /** By indicator, what happened to each cell. */
  readonly Treated_Points: Readonly<Record<string, readonly Treatment[]>>;
}

/** COINr's Treat: outliers of every column, on the raw scale, whatever the direction of the indicator. */
export function treat(table: Table, { global_specs = {}, indiv_specs = {} }: TreatOptions = {}): Treated {
  for (const iCode of Object.keys(indiv_specs))
    if (!table.columns[iCode])
      throw new UserError(`indiv_specs names ${iCode}, which the table does not have`, {
        where: `indiv_specs, ${iCode}`,
        fix: `name a column of the table: ${Object.keys(table.columns).join(', ')}`,
      });
  const treated = new Map(
    Object.entries(table.columns).map(([iCode, column]): [string, TreatedColumn] => {
      const own = indiv_specs[iCode] ?? global_specs;
      return [iCode, own === 'none' ? untouched(column) : treatColumn(column, own)];
    }),
  );
  return {
    x_treat: mapColumns(table, (_, iCode) => treated.get(iCode)!.x),
    Dets_Table: [...treated].map(([iCode, { details }]) => ({ iCode, ...details })),
    Treated_Points: Object.fromEntries([...treated].map(([iCode, column]) => [iCode, column.treated])),
  };
}

/** One column through both steps. It is left as it is when it passes, or when there is no telling. */
export function treatColumn(column: Column, options: TreatColumnOptions = {}): TreatedColumn {
  const { f1 = 'winsorise', f2 = 'log_CT', f_pass_para, combine_treat = false } = options;
  const transform = f2 === 'none' ? undefined : transformations[f2];
  if (f2 !== 'none' && !transform)
    throw new UserError(`there is no transformation ${f2}`, {
      where: 'f2',
      fix: `use one of ${Object.keys(transformations).join(', ')}, none`,
    });
  const before = checkSkewKurt(column, f_pass_para);
  if (before.Pass === null) return untouched(column, 'too few different figures for skewness and kurtosis');
  if (before.Pass) return untouched(column);
  let first: TreatedColumn = { ...untouched(column), details: { before } };
  if (f1 === 'winsorise') {
    const winsorised = attempt(() => winsorise(column, options.f1_para));
    if (!winsorised) return untouched(column, 'too few different figures to winsorise');
    const afterF1 = checkSkewKurt(winsorised.x, f_pass_para);
    first = { x: winsorised.x, treated: winsorised.treated, details: { before, nwin: winsorised.nwin, afterF1 } };
    if (afterF1.Pass) return first;
  }
  if (!transform) return first;
  const second = attempt(() => transform(combine_treat ? first.x : column, options.f2_para));
  if (!second) return untouched(column, 'the transformation has no result');
  return {
    x: second.x,
    treated: second.treated.map((label, row) => `${first.treated[row]}+${label}`),
    details: { ...first.details, afterF2: checkSkewKurt(second.x, f_pass_para) },
  };
}

const untouched = (column: Column, why?: string): TreatedColumn => ({
  x: column,
  treated: column.map(() => ''),
  details: { before: checkSkewKurt(column), ...(why !== undefined && { untreated: why }) },
});

/** Undefined where the figures do not admit a step, which is no error here: the column stays as it is. */
function attempt<Result>(step: () => Result): Result | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
