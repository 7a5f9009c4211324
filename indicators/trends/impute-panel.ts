import { UserError } from '../../pipelines/user-error.ts';
import { type Cell, type Column, mapColumns } from '../composite/table.ts';
import { interpolate } from './interpolate.ts';
import type { Panel } from './panel.ts';

export const panelImputations = ['latest', 'linear', 'constant', 'linear-constant'] as const;

export interface ImputePanelOptions {
  /** `latest`: the last figure before; `constant`: that, and the first one before it; `linear`: between neighbours. */
  readonly imp_type?: (typeof panelImputations)[number];
  /** `latest`: how many times to look back at most; any number unless given. */
  readonly max_time?: number;
}

/** COINr's impute_panel: fills gaps of each subject from its own figures at other times. */
export function imputePanel(panel: Panel, { imp_type = 'latest', max_time }: ImputePanelOptions = {}): Panel {
  if (!panelImputations.includes(imp_type))
    throw new UserError(`there is no imputation of panels ${imp_type}`, {
      where: 'imp_type',
      fix: `use one of ${panelImputations.join(', ')}`,
    });
  const rowsOf = new Map<string, number[]>();
  for (const [row, code] of panel.uCode.entries()) rowsOf.set(code, [...(rowsOf.get(code) ?? []), row]);
  const filled = (column: Column): Column => {
    const result: Cell[] = [...column];
    for (const rows of rowsOf.values()) {
      const ordered = rows.sort((a, b) => panel.Time[a]! - panel.Time[b]!);
      const series = ordered.map((row) => column[row]!);
      const times = ordered.map((row) => panel.Time[row]!);
      const imputed =
        imp_type === 'latest'
          ? lastBefore(series, max_time ?? series.length)
          : interpolate(series, times, imp_type === 'constant' ? 'constant' : 'linear');
      for (const [i, row] of ordered.entries()) result[row] = imputed[i]!;
    }
    return result;
  };
  return { uCode: panel.uCode, Time: panel.Time, columns: mapColumns(panel, filled).columns };
}

const lastBefore = (series: Column, most: number): Column =>
  series.map((cell, i) => cell ?? series.slice(Math.max(0, i - most), i).findLast((before) => before !== null) ?? null);
