import { publishedRows } from '../../pipelines/report/published-rows.ts';

export type Row = Record<string, string | number | boolean | null>;

const tables = [
  'site',
  'nodes',
  'words',
  'shapes',
  'scores',
  'figures',
  'subjects',
  'topics',
  'events',
  'alarms',
  'files',
  'attention',
  'explained',
  'drivers',
  'funnels',
  'fairness_checks',
  'robustness_studies',
  'robustness_ranks',
  'situation',
  'whatif',
  'editions',
  'edition_scores',
  'revisions',
] as const;
export type Tables = Record<(typeof tables)[number], Row[]>;

/** The published tables that pages are compared with. */
export function readTables(dataDir: string): Tables {
  const read = (name: string) => publishedRows(dataDir, name) as Row[];
  return Object.fromEntries(tables.map((name) => [name, read(name)])) as Tables;
}

/** Numbers as the reader should see them, written here once more: the site's own formats are part of what is checked. */
export const shown = {
  points: (value: number) => value.toFixed(1),
  count: (value: number) => new Intl.NumberFormat('en-US').format(value),
  figure: (value: number, measure: string) =>
    measure === '%'
      ? `${(value * 100).toFixed(1)}%`
      : measure === 'pp'
        ? `${(value * 100).toFixed(1)} 个百分点`
        : value.toFixed(2),
};
