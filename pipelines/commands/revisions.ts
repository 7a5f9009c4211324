import { type Edition, editions } from '../editions/editions.ts';
import { sourcesAmong } from '../editions/inputs.ts';
import { type RevisedFigure, revisionNote } from '../editions/revision-note.ts';
import { UserError } from '../user-error.ts';
import { measured, points, signed, stateWord } from './figures.ts';
import { periodId, reading } from './session.ts';
import { print, textTable } from './terminal.ts';

const titles: [table: string, title: string][] = [
  ['scores', '得分'],
  ['values', '指标值'],
  ['ranks', '位次'],
  ['kept_scores', '得分（不含剔除）'],
  ['kept_values', '指标值（不含剔除）'],
  ['situation', '态势'],
];

/** `minqing revisions`: 修订说明, what differs today from an edition (default: the period's last), by how much, and from what. */
export async function revisions(
  siteDir: string,
  options: { period: string; edition?: number | undefined },
  json: boolean,
): Promise<void> {
  const period = periodId(options.period);
  const { edition, note } = await reading(siteDir, 'revisions', async (warehouse, site) => {
    const edition = chosen(await editions(warehouse, period), period, options.edition);
    return { edition, note: await revisionNote(warehouse, site, edition) };
  });
  if (json) return print(JSON.stringify({ ...edition, newest: note }, null, 1));
  const as = (moment: string) => `数据截至 ${moment.slice(0, 16)}`;
  print(`修订说明  ${edition.label}  定稿第${edition.edition}版（${as(edition.as_of)}）与最新值（${as(note.as_of)}）`);
  if (note.rows === null) return print('最新值已不存在：定稿不变。');
  const sources = sourcesAmong(note.changed);
  if (sources.length > 0) print(`来源：${sources.join('，')}`);
  if (Object.values(note.rows).every((rows) => rows === 0)) return print('最新值与定稿相同。');
  for (const [table, title] of titles) {
    const own = note.figures.filter((figure) => figure.table === table);
    if (own.length > 0) print(`\n${title}  ${own.length} 处\n${figureTable(own)}`);
  }
  const rest = Object.entries(note.rows).filter(
    ([table, rows]) => rows > 0 && !titles.some(([name]) => name === table),
  );
  if (rest.length > 0) print(`\n另有改动的行：${rest.map(([table, rows]) => `${table} ${rows}`).join('，')}`);
}

function chosen(found: readonly Edition[], period: string, wanted: number | undefined): Edition {
  const edition = wanted === undefined ? found.at(-1) : found.find((each) => each.edition === wanted);
  if (edition) return edition;
  throw new UserError(
    found.length === 0 ? `no edition of ${period} has been published` : `${period} has no edition ${wanted}`,
    {
      where: found.length === 0 ? '--period' : '--edition',
      fix: found.length === 0 ? 'see `minqing publish --list`' : `the last one is ${found.at(-1)!.edition}`,
    },
  );
}

const figureTable = (figures: readonly RevisedFigure[]): string =>
  textTable(
    ['', '', '定稿', '最新值', '差'],
    figures.map((figure) => {
      const write = writer(figure);
      const { frozen, newest } = figure;
      return [
        figure.subject_name ?? figure.subject,
        figure.node_name ?? figure.node,
        cell(frozen, figure.state_frozen, write),
        cell(newest, figure.state_newest, write),
        frozen === null || newest === null || frozen === newest ? '' : signed(newest - frozen, writer(figure, true)),
      ];
    }),
    [2, 3, 4],
  );

function writer({ table, measure }: RevisedFigure, difference = false): (figure: number | null) => string {
  if (table === 'scores' || table === 'kept_scores') return points;
  if (measure) return (figure) => measured(figure, difference && measure === '%' ? 'pp' : measure);
  return (figure) => (figure === null ? '—' : String(Math.round(figure * 100) / 100));
}

const cell = (figure: number | null, state: string | null, write: (figure: number | null) => string): string =>
  [figure === null && state !== null && state !== 'ok' ? '' : write(figure), wordOf(state)].filter(Boolean).join(' ');

const wordOf = (state: string | null): string =>
  ({ callbacks: '回访不足', indicators: '所用指标不同' })[state ?? ''] ?? stateWord(state ?? '');
