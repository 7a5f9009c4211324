import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { afterAll, describe, expect, test } from 'vitest';
import { assets } from '../assets/index.ts';
import { publish, publishedTables } from './publish.ts';
import { publishedRows } from './published-rows.ts';
import { openSampleMarts, type SampleSize, sampleAsOf, sampleParameters } from './sample-marts.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-publish-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const small: Partial<SampleSize> = { orders: 3000, months: 14, districts: 3, units: 8 };

async function publishSample(
  name: string,
  size: Partial<SampleSize> = small,
  before: string[] = [],
  asOf = sampleAsOf,
) {
  const folder = join(scratch, name);
  const { warehouse, close } = await openSampleMarts(size);
  try {
    for (const sql of before) await warehouse.run(sql);
    const tables = await publish(warehouse, folder, { ...sampleParameters, as_of: asOf });
    const read = (table: string): Table => tableFromIPC(readFileSync(join(folder, `${table}.arrow`)));
    const rows = (table: string) => publishedRows(folder, table);
    return { folder, tables, read, rows };
  } finally {
    close();
  }
}

describe('the published tables', () => {
  test('hold the newest closed period, the one before it and the one a year before', async () => {
    const { rows } = await publishSample('whole');
    expect(rows('site')[0]).toMatchObject({
      period: 'month:2025-01',
      period_label: '2025年1月',
      previous_label: '2024年12月',
      year_label: '2024年1月',
      demo: true,
    });
    const index = rows('scores').find((row) => row.node === 'index' && row.kind === 'city' && row.newest);
    const last = rows('scores').find(
      (row) => row.node === 'index' && row.kind === 'city' && row.period === 'month:2024-12',
    );
    expect(index!.previous_difference).toBeCloseTo((index!.score as number) - (last!.score as number), 9);
    expect(new Set(rows('figures').map((row) => row.state_text))).toEqual(new Set(['', '样本不足', '数据暂不支持']));
  });

  test('give every comparison its words, and maps only the newest period', async () => {
    const { rows } = await publishSample('comparisons');
    expect(new Set(rows('funnels').map((row) => row.verdict))).toEqual(
      new Set(['好于', '差于', '无显著差别', '可比对象不足']),
    );
    const funnel = rows('funnels').find((row) => row.basis_text === '同等难度')!;
    expect(funnel.ratio).toBeCloseTo((funnel.value as number) / (funnel.expected as number), 12);
    expect(new Set(rows('shrunk').map((row) => row.kind))).toEqual(new Set(['district', 'street']));
    for (const { worst, value, best } of rows('callback_bounds') as Record<'worst' | 'value' | 'best', number>[])
      expect(worst <= value && value <= best).toBe(true);
  });

  test('leave out periods that had not ended at as_of', async () => {
    const { rows } = await publishSample('earlier', small, [], '2024-12-15 00:00:00');
    expect(rows('site')[0]!.period).toBe('month:2024-11');
    expect(rows('scores').some((row) => String(row.period) > 'month:2024-11')).toBe(false);
    expect(rows('topic_months').some((row) => String(row.month) > '2024-11')).toBe(false);
  });

  test('are the same bytes from the same marts, in whatever order their rows lie', async () => {
    const one = await publishSample('one');
    const shuffled = [
      'scores',
      'funnels',
      'shrunk_values',
      'callback_bounds',
      'changes',
      'situation',
      'order_topics',
      'events',
      'files',
      'rejects',
      'orders',
    ].flatMap((table) => [
      `create table shuffled as select * from ${table} order by hash(${table}::varchar)`,
      `delete from ${table}`,
      `insert into ${table} select * from shuffled`,
      'drop table shuffled',
    ]);
    const two = await publishSample('two', small, shuffled);
    expect(two.tables).toEqual(one.tables);
  });

  test('exist with their columns when nothing has been read yet', async () => {
    const { read, rows } = await publishSample('empty', { filled: false });
    for (const name of publishedTables) expect(read(name).schema.fields.length, name).toBeGreaterThan(1);
    expect(rows('site')[0]).toMatchObject({ name: '云溪市', period: null });
    expect(rows('scores')).toEqual([]);
    expect(rows('nodes').length).toBeGreaterThan(40);
  });

  test('let a phrase leave only when 5 residents used it', async () => {
    const rare = [
      `update topic_names set phrases = ['供暖温度不足', '四人短语', '五人短语'] where topic = 'T001'`,
      ...['四人短语', '五人短语'].map(
        (phrase, i) => `update orders set body = body || '${phrase}' where order_id in (
          select order_id from (select o.order_id, o.resident, row_number() over (partition by o.resident order by o.order_id) as nth from orders o join order_topics t using (month, order_id) where t.topic = 'T001' and o.month = '2025-01')
          where nth = 1 order by resident limit ${4 + i})`,
      ),
    ];
    const { rows } = await publishSample('phrases', small, rare);
    const phrases = String(rows('topics').find((row) => row.topic === 'T001')!.phrases).split('、');
    expect(phrases).toContain('五人短语');
    expect(phrases).not.toContain('四人短语');
  });

  test('tell of every alarm what came of it, and the hit rate by month', async () => {
    const act = (alarm: string, day: string, outcome: string, line: number) =>
      `insert into actions values (${line}, '${day}', '核实', '${alarm}', '${outcome}')`;
    const { rows } = await publishSample('alarms', small, [
      'delete from actions',
      `insert into actions select 9, '2025-01-30', '督办', order_id, '误报' from alarm_orders where alarm = 'A010004' limit 1`,
      act('A010004', '2025-01-20', '属实', 1),
      act('A010005', '2025-01-20', '误报', 2),
      act('A010005', '2025-01-25', '属实', 3),
      act('A010007', '2025-01-20', '误报', 4),
      act('A010008', '2025-01-01', '属实', 5), // before it was raised
      act('A010010', '2025-02-20', '属实', 6), // not known yet
      act('A010011', '2025-01-20', '整改中', 7),
      act('A010006', '2025-01-20', '属实', 8),
    ]);
    const outcome = (alarm: string) => rows('alarms').find((row) => row.alarm === alarm)?.outcome;
    // What is said of one order in several alarms counts for each of them that nobody has spoken of.
    expect(['A010004', 'A010005', 'A010006', 'A010007'].map(outcome)).toEqual(['属实', '属实', '属实', '误报']);
    expect(outcome('A010010')).toBe('误报');
    const january = rows('alarm_months').find(({ month }) => month === '2025-01')!;
    const own = rows('alarms').filter(({ month }) => month === '2025-01');
    const counted = (word: string) => own.filter((row) => row.outcome === word).length;
    expect(january).toMatchObject({
      alarms: own.length,
      confirmed: counted('属实'),
      mistaken: counted('误报'),
      unchecked: counted('未核'),
      hit_rate: counted('属实') / (counted('属实') + counted('误报')),
      suspended: 1,
      reasons: '受理渠道新增：小程序',
    });
    expect(rows('alarms').every((row) => String(row.raised_at) <= '2025-02-01 00:00')).toBe(true);
  });

  describe('待研究事项', () => {
    const kinds = (rows: Record<string, unknown>[], kind: string) => rows.filter((row) => row.kind === kind);

    test('of open 多人同诉 are only those without a main unit or overdue', async () => {
      const none = [
        `update orders set due_at = closed_at + interval 1 day, unit = 'U01'`,
        `update orders set due_at = timestamp '2030-01-01' where closed_at is null`,
      ];
      expect(kinds((await publishSample('sound', small, none)).rows('attention'), 'group')).toEqual([]);
      const { rows } = await publishSample('stuck', small, [
        ...none,
        `update orders set unit = 'nobody' where closed_at is null`,
      ]);
      const found = kinds(rows('attention'), 'group');
      expect(found.length).toBeGreaterThan(0);
      for (const row of found) expect(row.detail).toMatch(/\d+ 件无主办单位$/);
      // What is stuck came long before the month, as a rule; what is merged closes with its main order.
      const old = `update orders set unit = 'nobody' where closed_at is null and month < '2025-01'`;
      const before = await publishSample('long-stuck', small, [
        ...none,
        `delete from event_members where month = '2025-01'`,
        old,
      ]);
      expect(kinds(before.rows('attention'), 'group').length).toBeGreaterThan(0);
      const merged = await publishSample('merged', small, [
        ...none,
        old,
        `update orders set merged_into = 'O1' where unit = 'nobody'`,
      ]);
      expect(kinds(merged.rows('attention'), 'group')).toEqual([]);
    });

    test('name a topic of the season only where a year is there and the same weeks brought much more than usual', async () => {
      const winter = [
        `update order_topics set topic = 'T002' where topic = 'T001'`,
        `update order_topics set topic = 'T001' from orders o where o.order_id = order_topics.order_id and o.received_at >= '2024-02-01' and o.received_at < '2024-02-20' and hash(o.order_id) % 2 = 0`,
      ];
      const { rows } = await publishSample('season', small, winter);
      const [season, ...others] = kinds(rows('attention'), 'season');
      expect(others).toEqual([]);
      expect(season).toMatchObject({
        title: rows('topics').find(({ topic }) => topic === 'T001')!.label,
        href: '/topics/T001/',
      });
      // All of its year's orders fell into these four weeks: 365 / 28 times the mean.
      expect(season!.detail).toContain('13.0 倍');
      const young = await publishSample('young', { ...small, months: 11 }, [
        "delete from orders where received_at < '2024-03-01'",
      ]);
      expect(young.rows('site')[0]!.has_year).toBe(false);
      expect(kinds(young.rows('attention'), 'season')).toEqual([]);
    });

    test('tell what became of 批示 and 督办 of the period before, open ones first, in fixed words only', async () => {
      const act = (line: number, day: string, kind: string, target: string, outcome: string) =>
        `insert into actions values (${line}, '${day}', '${kind}', '${target}', '${outcome}')`;
      const { rows } = await publishSample('orders-from-above', small, [
        'delete from actions',
        act(1, '2024-12-03', '批示', 'U01', '已整改'),
        act(2, '2024-12-31', '督办', 'D02', '整改中'),
        act(3, '2024-12-09', '督办', 'nothing known', '张三说已经给了他 500 元'),
        act(4, '2024-12-09', '约谈', 'U01', '已整改'),
        act(5, '2025-01-01', '督办', 'U01', '已整改'),
        act(6, '2024-11-30', '督办', 'U01', '已整改'),
        `insert into actions select 7, '2024-12-10', '督办', order_id, '' from orders where unit = 'U02' limit 1`,
      ]);
      const found = kinds(rows('attention'), 'action').map(({ title, detail, measure, href }) => [
        title,
        detail,
        measure,
        href,
      ]);
      const name = (code: string) => rows('subjects').find((row) => row.code === code)!.name;
      expect(found).toEqual([
        ['一件工单', '督办，2024-12-09', '其他结果', ''],
        [`${name('U02')}承办的一件工单`, '督办，2024-12-10', '未填结果', '/units/U02/'],
        [name('D02'), '督办，2024-12-31', '整改中', '/districts/D02/'],
        [name('U01'), '批示，2024-12-03', '已整改', '/units/U01/'],
      ]);
      expect(kinds(rows('attention'), 'outcome').reduce((sum, row) => sum + (row.figure as number), 0)).toBe(4);
    });
  });

  test('give the map its outlines and every word one meaning', async () => {
    const { rows } = await publishSample('map');
    expect(rows('shapes').filter(({ kind }) => kind === 'district').length).toBe(3);
    expect(rows('shapes').every(({ path }) => String(path).startsWith('M'))).toBe(true);
    const words = rows('words').map(({ word }) => word);
    expect(words.length).toBeGreaterThan(40);
    expect(new Set(words).size).toBe(words.length);
    const addresses = new Set([
      '/',
      ...['indicators', 'units', 'topics', 'events', 'map', 'method', 'quality', 'editions'].map((page) => `/${page}/`),
    ]);
    for (const { href } of rows('words'))
      expect(
        href === '' || addresses.has(String(href)) || rows('nodes').some(({ node }) => href === `/indicators/${node}/`),
      ).toBe(true);
  });

  test('name no topic by a word that fewer than 5 residents used', async () => {
    const { rows } = await publishSample('labels', small, [
      `update topic_names set label = '供暖温度不足·从未出现的短语' where topic = 'T001'`,
      `update topic_names set label = '从未出现的短语' where topic = 'T002'`,
      `update topic_names set label = '从未出现的短语', named = true where topic = 'T003'`,
    ]);
    const label = (topic: string) => rows('topics').find((row) => row.topic === topic)!.label;
    expect(['T001', 'T002', 'T003'].map(label)).toEqual(['供暖温度不足', '话题 T002', '从未出现的短语']);
    const groups = await publishSample('groups', small, [
      `update topic_names set parent1_label = '供暖温度不足·从未出现的短语·供暖温度不足', parent2_label = '从未出现的短语' where topic = 'T001'`,
      `update topic_names set parent1_label = '本市起的名' where topic = 'T002'`,
    ]);
    const group = (topic: string) => groups.rows('topics').find((row) => row.topic === topic)!;
    expect(group('T001')).toMatchObject({ parent1: '供暖温度不足', parent2: '话题组 B1' });
    expect(group('T002')).toMatchObject({ parent1: '本市起的名', parent2: '' });
  });

  test('hold no text, number or resident of an order, and no event of fewer than three', async () => {
    const planted = [
      `update orders set title = '张桂芳 13812345678 的诉求', body = '身份证 110101199003071234，住望江苑 3 栋' where order_id in (select order_id from orders order by order_id limit 50)`,
      `update events set residents = 2, label = '两个人的事' where type = '多人同诉'`,
    ];
    const { folder, rows } = await publishSample('private', small, planted);
    const everything = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    for (const secret of ['张桂芳', '13812345678', '110101199003071234', '3 栋', 'O0000001', '来电反映', '两个人的事'])
      expect(everything).not.toContain(secret);
    expect(rows('events').every((row) => (row.residents as number) >= 3)).toBe(true);
  });

  test('name subjects in addresses safely, whatever their codes and names hold', async () => {
    const awkward = [
      `update subjects set code = '../etc', name = '<script>alert(1)</script>' where code = 'D01'`,
      `update scores set subject = '../etc' where subject = 'D01'`,
      `update "values" set subject = '../etc' where subject = 'D01'`,
    ];
    const { rows } = await publishSample('awkward', small, awkward);
    const slug = rows('subjects').find((row) => row.code === '../etc')!.slug as string;
    expect(slug).toMatch(/^x[0-9a-f]{12}$/);
    expect(rows('scores').filter((row) => row.slug === slug).length).toBeGreaterThan(0);
  });

  test('replace the old set at once: nothing of it stays, and no half-made folder', async () => {
    const { folder } = await publishSample('again');
    await publishSample('again');
    expect(readdirSync(folder).sort()).toEqual([...publishedTables].map((name) => `${name}.arrow`).sort());
    expect(existsSync(`${folder}.incoming`) || existsSync(`${folder}.outgoing`)).toBe(false);
  });
});

test('the sample marts have no column that the real ones have not', async () => {
  const { warehouse, close } = await openSampleMarts({ filled: false });
  try {
    for (const table of assets.flatMap((asset) => asset.tables)) {
      const sample = await warehouse.rows<{ name: string }>(
        'select column_name as name from duckdb_columns() where table_name = $table',
        { table: table.name },
      );
      if (sample.length === 0) continue;
      await warehouse.run(`create schema if not exists made; create table made."${table.name}" (${table.columns})`);
      const real = await warehouse.rows<{ name: string }>(
        `select column_name as name from duckdb_columns() where table_name = $table and schema_name = 'made'`,
        { table: table.name },
      );
      const names = real.map(({ name }) => name);
      for (const { name } of sample) expect(names, table.name).toContain(name);
    }
  } finally {
    close();
  }
});
