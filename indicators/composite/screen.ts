import { UserError } from '../../pipelines/user-error.ts';
import { type Availability, availabilityOf } from '../multivariate/availability.ts';
import { keepRows, type Table } from './table.ts';

export const screenings = ['byNA', 'byzeros', 'byNAandzeros'] as const;

export interface ScreenOptions {
  /** What a subject is left out for: too many gaps, too many zeros, either. */
  readonly unit_screen: (typeof screenings)[number];
  /** Least share of indicators with a figure; 2/3. */
  readonly dat_thresh?: number;
  /** Least share of figures that are not 0; 0.05. */
  readonly nonzero_thresh?: number;
  /** Subjects kept or left out whatever their data. */
  readonly Force?: readonly { readonly uCode: string; readonly Include: boolean }[];
}

export interface ScreenedSubject extends Availability {
  readonly LowData: boolean;
  /** Null for a subject without any figure. */
  readonly LowNonZero: boolean | null;
  readonly LowDatOrZeroFlag: boolean | null;
  /** Null: the rule cannot tell, because there is no figure; such a subject is left out. */
  readonly Included: boolean | null;
}

export interface Screened {
  readonly ScreenedData: Table;
  readonly DataSummary: readonly ScreenedSubject[];
  readonly RemovedUnits: readonly string[];
}

/** COINr's Screen: leaves out subjects with too little data; at the threshold they stay. */
export function screen(
  table: Table,
  { unit_screen, dat_thresh = 2 / 3, nonzero_thresh = 0.05, Force = [] }: ScreenOptions,
): Screened {
  if (!screenings.includes(unit_screen))
    throw new UserError(`there is no screening ${unit_screen}`, {
      where: 'unit_screen',
      fix: `use one of ${screenings.join(', ')}`,
    });
  const forced = new Map(Force.map(({ uCode, Include }) => [uCode, Include]));
  for (const code of forced.keys())
    if (!table.uCode.includes(code))
      throw new UserError(`Force names ${code}, which is no subject of the table`, {
        where: `Force, ${code}`,
        fix: 'name a subject of the table',
      });
  const DataSummary = availabilityOf(table).map((availability): ScreenedSubject => {
    const LowData = availability.Dat_Avail < dat_thresh;
    const LowNonZero = availability.Non_Zero === null ? null : availability.Non_Zero < nonzero_thresh;
    const LowDatOrZeroFlag = LowData || LowNonZero;
    const low = { byNA: LowData, byzeros: LowNonZero, byNAandzeros: LowDatOrZeroFlag }[unit_screen];
    const Included = forced.get(availability.uCode) ?? (low === null ? null : !low);
    return { ...availability, LowData, LowNonZero, LowDatOrZeroFlag, Included };
  });
  return {
    ScreenedData: keepRows(
      table,
      DataSummary.map(({ Included }) => Included === true),
    ),
    DataSummary,
    RemovedUnits: DataSummary.filter(({ Included }) => !Included).map(({ uCode }) => uCode),
  };
}
