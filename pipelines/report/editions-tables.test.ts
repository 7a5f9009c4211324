import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { publish } from './publish.ts';
import { publishedRows } from './published-rows.ts';
import { openSampleMarts, sampleParameters } from './sample-marts.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-editions-tables-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function published(name: string, before: string[] = []) {
  const folders = { internal: join(scratch, name), open: join(scratch, `${name}-public`) };
  const { warehouse, close } = await openSampleMarts({ orders: 3000, months: 14, districts: 3, units: 8 });
  try {
    for (const sql of before) await warehouse.run(sql);
    await publish(warehouse, folders.internal, sampleParameters, folders.open);
  } finally {
    close();
  }
  const rowsIn = (folder: string) => (table: string) => publishedRows(folder, table);
  return { internal: rowsIn(folders.internal), open: rowsIn(folders.open) };
}

describe('定稿 beside 最新值', () => {
  test('an edition that nothing has moved is the same; one that a late export moved says what, by how much and from which export', async () => {
    const { internal } = await published('late');
    expect(
      internal('editions').map(({ period, edition, last, revised }) => [period, edition, last, Number(revised ?? -1)]),
    ).toEqual([
      ['month:2024-12', 1, true, internal('revisions').length],
      ['month:2024-11', 2, true, 0],
      ['month:2024-11', 1, false, -1],
    ]);
    const revisions = internal('revisions');
    expect(new Set(revisions.map(({ period, what, slug }) => `${period} ${what} ${slug}`))).toEqual(
      new Set(['city', 'D01', 'U01'].map((slug) => `month:2024-12 得分 ${slug}`)),
    );
    for (const row of revisions) expect(row.difference).toBeCloseTo(0.4, 9);
    expect(internal('edition_causes')).toMatchObject([{ period: 'month:2024-12', cause: '新到导出文件', position: 1 }]);

    const scores = internal('edition_scores');
    expect(new Set(scores.map(({ node }) => node))).toEqual(new Set(['index', 'P', 'R']));
    expect(scores.some(({ kind }) => kind === 'street')).toBe(false);
    for (const { period, slug, node, revised, difference } of scores)
      expect([period, slug, node, revised]).toEqual([period, slug, node, Number(difference ?? 0) !== 0]);
  });

  test('the newest period has none: 未定稿; of its edition the number is told', async () => {
    expect((await published('open')).internal('site')[0]).toMatchObject({ finalised: null, revised: null });
    const own = `insert into editions select period, 1, label, start_at, end_at, end_at, 'minqing-2026', null, 0, md5('x') from periods where period = 'month:2025-01'`;
    const { internal } = await published('own', [
      own,
      `insert into edition_scores select period, 1, subject_kind, subject, node, score, low, high, coverage, state, provisional from scores where period = 'month:2025-01'`,
      `insert into edition_values select period, 1, subject_kind, subject, indicator, state, value, low, high, n, numerator, denominator, provisional from "values" where period = 'month:2025-01'`,
    ]);
    // Its ranks were not frozen: that they are there now is no revision.
    expect(internal('site')[0]).toMatchObject({ finalised: 1, revised: 0 });
    expect(internal('edition_scores').filter(({ period }) => period === 'month:2025-01')).toEqual(
      expect.arrayContaining([expect.objectContaining({ holds_ranks: false, rank: null, revised: false })]),
    );
  });

  test('a subject, a framework and a program that changed are told as such', async () => {
    const { internal } = await published('changed', [
      `update edition_inputs set code_version = '0' where asset = 'orders'`,
      `insert into ledger (seq, asset, partition, status, data_version, code_version) select 900 + row_number() over (), 'orders', strftime(start_at, '%Y-%m'), 'done', '1', '1' from periods`,
      `update editions set framework = 'minqing-2025'`,
      `update edition_subjects set name = '东湖新区' where code = 'D01'`,
      `delete from scores where subject = 'U01' and period = 'month:2024-12'`,
    ]);
    const causes = internal('edition_causes').map(({ period, cause, detail }) => `${period} ${cause} ${detail}`);
    expect(causes).toEqual(
      expect.arrayContaining([
        'month:2024-12 指标体系 minqing-2025 → minqing-2026',
        'month:2024-12 计算程序 程序已更新',
      ]),
    );
    const scores = internal('edition_scores').filter(({ period }) => period === 'month:2024-12');
    expect(scores.find(({ slug }) => slug === 'D01')!.name).toBe('东湖新区');
    const gone = scores.find(({ slug, node }) => slug === 'U01' && node === 'R')!;
    expect(gone).toMatchObject({ gone: true, newest_score: null, difference: null, revised: true });
    const missing = internal('revisions').filter(({ slug, what }) => slug === 'U01' && what === '得分');
    expect(missing.length).toBeGreaterThan(0);
    for (const row of missing) expect(row).toMatchObject({ newest: null, difference: null });
  });

  test('公开版 tells the editions and their composites, but no single revision and no file', async () => {
    const { internal, open } = await published('two');
    expect(open('editions')).toEqual(internal('editions'));
    expect(open('revisions')).toEqual([]);
    expect(open('edition_causes')).toEqual([
      {
        period: 'month:2024-12',
        page: 'month-2024-12',
        position: 1,
        cause: '数据补录或更正',
        detail: '',
        orders: null,
      },
    ]);
    const hidden = open('scores').filter(({ state }) => state === 'suppressed');
    const shown = new Map(
      open('edition_scores').map((row) => [`${row.period} ${row.kind} ${row.slug} ${row.node}`, row]),
    );
    for (const { period, kind, slug, node } of hidden) {
      const row = shown.get(`${period} ${kind} ${slug} ${node}`);
      if (row) expect(row).toMatchObject({ score: null, low: null, newest_score: null, rank: null, difference: null });
    }
    expect([...shown.values()].some(({ score }) => typeof score === 'number')).toBe(true);
  });
});
