import { expect, test } from 'vitest';
import {
  aggregate,
  type Cell,
  normalise,
  type Panel,
  screen,
  stacked,
  type Table,
  type TrendOptions,
  tablesByTime,
  treat,
  trends,
  trendTable,
} from '../index.ts';
import { asemTree, type Golden, golden, type Json, tableOf } from './golden.ts';

const panelOf = (frame: Json, iCodes: string[]): Panel => ({ ...tableOf(frame, iCodes), Time: frame.Time });

const asemPanel = (): Panel =>
  panelOf(
    golden('inputs_asem_panel').at('input/iData'),
    asemTree().indicators.map(({ iCode }) => iCode),
  );

/** The five years from raw data to the top: screened and treated by year, normalised over all of them. */
function builtPanel(): Record<'Treated' | 'Normalised' | 'Aggregated', Panel> {
  const treated = new Map<number, Table>();
  for (const [time, table] of tablesByTime(asemPanel())) {
    const { ScreenedData } = screen(table, { unit_screen: 'byNA', dat_thresh: 0.9 });
    treated.set(time, treat(ScreenedData).x_treat);
  }
  const Treated = stacked(treated);
  const Normalised = { ...normalise(Treated, asemTree()), Time: Treated.Time };
  const Aggregated = { ...aggregate(Normalised, asemTree()), Time: Treated.Time };
  return { Treated, Normalised, Aggregated };
}

/** A panel against a data frame with Time and uCode. */
function checkPanel(g: Golden, path: string, panel: Panel): void {
  const frame = g.at(`expected/${path}`);
  const rows = new Map(panel.uCode.map((code, row) => [`${panel.Time[row]} ${code}`, row]));
  const wanted: number[] = frame.Time.map((time: number, i: number) => rows.get(`${time} ${frame.uCode[i]}`));
  expect(wanted).toHaveLength(panel.uCode.length);
  for (const iCode of Object.keys(frame))
    if (iCode !== 'Time' && iCode !== 'uCode')
      g.vector(
        `${path}/${iCode}`,
        wanted.map((row) => panel.columns[iCode]![row]),
      );
  g.mark(`${path}/Time`);
  g.mark(`${path}/uCode`);
}

function checkTrends(g: Golden, key: string, panel: Panel, options: TrendOptions, tolerance = 1e-9): void {
  const rows = new Map(trendTable(panel, options).map((row) => [`${row.uCode} ${row.iCode}`, row]));
  const { Trends, x, y } = g.at(`expected/${key}/value`);
  const own = Trends.uCode.map((code: string, i: number) => rows.get(`${code} ${Trends.iCode[i]}`)!);
  expect(rows.size).toBe(own.length);
  const vector = (name: string, cellOf: (row: (typeof own)[number]) => Cell): void =>
    g.vector(`${key}/value/${name}`, own.map(cellOf), tolerance);
  vector(`Trends/${options.f_trend}`, (row) => row.trend);
  vector('Trends/Avail', (row) => row.Avail);
  vector('Trends/t_first', (row) => row.t_first);
  vector('Trends/t_latest', (row) => row.t_latest);
  for (const name of ['uCode', 'iCode']) g.mark(`${key}/value/Trends/${name}`);
  if (!x) return;
  vector('Trends/Avail_use_latest', (row) => row.latest.Avail);
  vector('Trends/t_first_use_latest', (row) => row.latest.t_first);
  for (let i = 1; `x${i}` in x; i++) {
    vector(`x/x${i}`, (row) => row.latest.x[i - 1]);
    vector(`y/y${i}`, (row) => row.latest.y[i - 1]);
  }
  for (const part of ['x', 'y']) for (const name of ['uCode', 'iCode']) g.mark(`${key}/value/${part}/${name}`);
  expect(Object.keys(y)).toHaveLength(Object.keys(x).length);
}

export function trending(): void {
  test('the panel from raw data to the top', () => {
    const g = golden('panel_asem_pipeline');
    const built = builtPanel();
    for (const step of ['Treated', 'Normalised', 'Aggregated'] as const) checkPanel(g, step, built[step]);
    for (const time of Object.keys(g.at('expected/units_per_year')))
      g.vector(`units_per_year/${time}`, [built.Treated.Time.filter((t) => t === Number(time)).length]);
  });

  test('trends of vectors', () => {
    const g = golden('trends_vectors');
    for (const [i, { x, y }] of (g.json.expected.cases as Json[]).entries()) {
      g.vector(`cases/${i}/CAGR/value`, [trends.CAGR(y, x)]);
      g.vector(`cases/${i}/prc_change/value`, [trends.prc_change(y, x)], 1e-6);
      g.vector(`cases/${i}/prc_change_per10/value`, [trends.prc_change(y, x, { per: 10 })], 1e-6);
      for (const part of ['x', 'y']) g.mark(`cases/${i}/${part}`);
    }
  });

  test('trends of the small panel', () => {
    const g = golden('trends_mini');
    const panel = panelOf(g.at('input/iData'), ['z1', 'z2']);
    const iMeta = g.at('input/iMeta');
    const directions = Object.fromEntries(iMeta.iCode.map((iCode: string, i: number) => [iCode, iMeta.Direction[i]]));
    checkTrends(g, 'CAGR', panel, { f_trend: 'CAGR' });
    checkTrends(g, 'prc', panel, { f_trend: 'prc_change' }, 1e-6);
    checkTrends(g, 'interp', panel, { f_trend: 'CAGR', interp_at: 'all' });
    checkTrends(g, 'interp_2012_2014', panel, { f_trend: 'CAGR', interp_at: [2012, 2014] });
    checkTrends(g, 'latest2', panel, { f_trend: 'CAGR', use_latest: 2 });
    checkTrends(g, 'latest3_interp', panel, { f_trend: 'CAGR', use_latest: 3, interp_at: 'all' });
    checkTrends(g, 'latest6', panel, { f_trend: 'CAGR', use_latest: 6 });
    checkTrends(g, 'adj', panel, { f_trend: 'CAGR', directions });
  });

  test('trends of the example', () => {
    const g = golden('trends_asem');
    const panel = asemPanel();
    const iCodes: string[] = g.json.args.iCodes;
    const directions = Object.fromEntries(
      asemTree().indicators.map(({ iCode, Direction }) => [iCode, Direction ?? 1] as const),
    );
    checkTrends(g, 'CAGR', panel, { f_trend: 'CAGR', iCodes });
    checkTrends(g, 'prc_change', panel, { f_trend: 'prc_change', iCodes }, 1e-6);
    checkTrends(g, 'CAGR_latest3', panel, { f_trend: 'CAGR', iCodes, use_latest: 3 });
    checkTrends(g, 'CAGR_interp', panel, { f_trend: 'CAGR', iCodes, interp_at: 'all' });
    checkTrends(g, 'CAGR_adj', panel, { f_trend: 'CAGR', iCodes, directions });
    checkTrends(g, 'CAGR_Index', builtPanel().Aggregated, { f_trend: 'CAGR', iCodes: ['Index'] });
    const some = [...new Set<string>(g.at('expected/CAGR_time1820/value/Trends/iCode'))];
    checkTrends(g, 'CAGR_time1820', panel, { f_trend: 'CAGR', iCodes: some, Time: [2018, 2019, 2020] });
    const late = trendTable(panel, { f_trend: 'CAGR', iCodes: some, Time: [2020, 2021, 2022] });
    const quirk = g.at('expected/QUIRK_CAGR_time2022/value/Trends');
    const same = late.filter(({ uCode, iCode, trend }) =>
      quirk.CAGR.some((x: number, i: number) => quirk.uCode[i] === uCode && quirk.iCode[i] === iCode && x === trend),
    );
    expect(same.length).toBeLessThan(late.length);
    g.differs(
      'QUIRK_CAGR_time2022',
      'COINr takes the figures of 2018–2020 for 2020–2022; here those of the times named',
    );
  });
}
