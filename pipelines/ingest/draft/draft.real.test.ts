import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { landedName, storedColumns } from '../canonical.ts';
import { TrialSite } from '../trial-site.ts';
import { draftSite, type SiteDraft } from './draft.ts';

/** Sites drafted out of the public exports by `init --from` alone: no person mends a line. */
const data = resolve(process.env.MINQING_EVAL ?? '', 'data');
const byHand = fileURLToPath(new URL('../../../fixtures/sites/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'minqing-draft-real-'));

beforeAll(() => {
  process.env.MINQING_EVAL = resolve(process.env.MINQING_EVAL ?? '');
  process.env.MINQING_RESIDENT_KEY = 'ab'.repeat(32);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function landed(dir: string): Promise<TrialSite> {
  const trial = await TrialSite.open({});
  cpSync(dir, trial.dir, { recursive: true });
  const { setAside } = await trial.land();
  expect([setAside, [...trial.failures]]).toEqual([[], []]);
  return trial;
}

async function drafted(name: string, ...files: string[]): Promise<{ draft: SiteDraft; trial: TrialSite }> {
  const dir = join(scratch, name);
  const draft = await draftSite(
    dir,
    files.map((file) => join(data, file)),
    () => undefined,
  );
  return { draft, trial: await landed(dir) };
}

/** `2020/1/6 12:09:38` as it is stored. */
function stored(time: string): string {
  const [, y, m, d, h = '0', i = '0', s = '0'] = /^(\d+)\/(\d+)\/(\d+)(?: (\d+):(\d+):(\d+))?$/.exec(time.trim())!;
  const two = (part: string) => part.padStart(2, '0');
  return `${y}-${two(m!)}-${two(d!)} ${two(h)}:${two(i)}:${two(s)}`;
}

test('a third site, of an export that nobody wrote a contract for: every message, as another reader reads it', async () => {
  const { draft, trial } = await drafted('messages', 'tipdm2020c/附件2-1377.csv');
  const rows: Record<string, string>[] = parse(readFileSync(join(data, 'tipdm2020c/附件2-1377.csv')), {
    columns: true,
    bom: true,
  });
  expect(draft.contracts).toMatchObject([{ kind: 'orders', read: rows.length, decide: [] }]);
  expect(await trial.warehouse.row('select "read", ignored, accepted, rejected from files')).toEqual({
    read: rows.length + 1,
    ignored: 1,
    accepted: rows.length,
    rejected: 0,
  });
  expect(
    await trial.warehouse.rows('select order_id, received_at, category1 from landed_orders order by "row"'),
  ).toEqual(
    rows.map((row) => ({
      order_id: row.留言编号!.trim(),
      received_at: stored(row.留言时间!),
      category1: row.一级标签!.trim(),
    })),
  );
  const counts = await trial.warehouse.row<{ residents: number; titles: number; bodies: number }>(
    'select count(distinct resident) as residents, count(title) as titles, count(body) as bodies from landed_orders',
  );
  expect(counts).toEqual({
    residents: new Set(rows.map((row) => row.留言用户!.trim().toUpperCase())).size,
    titles: rows.length,
    bodies: rows.filter((row) => row.留言详情!.trim() !== '').length,
  });
  const missing = draft.indicators.filter((each) => each.missing.length > 0).map(({ id }) => id);
  expect(draft.indicators.map(({ id }) => id).filter((id) => !missing.includes(id))).toEqual(['P12', 'P32', 'P33']);
  trial.close();
});

test.each([
  ['tipdm-replies', 'tipdm2020c/附件4.xlsx', ['channel']],
  ['tipdm-messages', 'tipdm2020c/附件3.xlsx', ['channel']],
  // The hand-written contract takes the unit's number, since 35 of them go by two names: no file tells that.
  ['pingshan2018', 'pingshan2018/民生诉求.csv', ['unit_name']],
])(
  '%s drafted lands as the contract written by hand, but for what only a person can know',
  async (site, file, known) => {
    const { trial } = await drafted(`again-${site}`, file);
    const own = await landed(join(byHand, site));
    const columns = storedColumns('orders').map(landedName);
    const different: string[] = [];
    for (const column of columns) {
      const values = (each: TrialSite) =>
        each.warehouse.rows(`select "row", ${column} as value from landed_orders order by "row"`);
      const [mine, theirs] = await Promise.all([values(trial), values(own)]);
      if (JSON.stringify(mine) !== JSON.stringify(theirs)) different.push(column);
    }
    expect(different).toEqual(known);
    trial.close();
    own.close();
  },
);

test('附件3 and 附件4 together are one contract; what is no export is named and left out', async () => {
  const { draft, trial } = await drafted('all', 'tipdm2020c');
  expect(draft.contracts.map(({ files }) => files)).toEqual([3]);
  expect(draft.notTaken.map(({ name }) => name)).toEqual(['events.csv', '附件1.xlsx']);
  const count = async (file: string) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(join(data, 'tipdm2020c', file));
    return book.worksheets[0]!.actualRowCount - 1;
  };
  const files = await trial.warehouse.rows<{ name: string; accepted: number }>(
    'select name, accepted from files order by name',
  );
  expect(files).toEqual([
    { name: '附件2-1377.csv', accepted: 1377 },
    { name: '附件3.xlsx', accepted: await count('附件3.xlsx') },
    { name: '附件4.xlsx', accepted: await count('附件4.xlsx') },
  ]);
  trial.close();
});
