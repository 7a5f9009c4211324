import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calendar } from '../assets/calendar.ts';
import { WorkingCalendar } from '../calendar/working-calendar.ts';
import { quietDays, refusedShare } from './guards.ts';
import { TrialSite } from './trial-site.ts';

const contract = `kind: orders
files: ["hotline/**"]
exported_at: { file_name: '(\\d{8})\\.csv$', format: '%Y%m%d' }
columns:
  order_id: { from: [编号], required: true }
  received_at: { from: [时间], required: true }
`;
let trial: TrialSite;
beforeEach(async () => {
  trial = await TrialSite.open({
    'contracts/orders.yaml': contract,
  });
  const { site, warehouse } = trial;
  await calendar.materialize({ site, warehouse, partition: 'all', asOf: '', scratch: '', progress() {} });
});
afterEach(() => trial.close());

const after = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const working = new WorkingCalendar();

/** What a hotline of this size has on a day: fewer on rest days, fewest on holidays, ups and downs by chance. */
function usual(day: string, size: number): number {
  const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const share = working.isWorking(day) ? 1 : weekend ? 0.65 : 0.45;
  const chance = ((Number(day.replaceAll('-', '')) * 2_654_435_761) % 1000) / 1000;
  return Math.round(size * share * (0.85 + 0.3 * chance));
}

type Volume = (day: string) => number;

interface Stream {
  kind?: 'orders' | 'calls';
  contract?: string;
}

/** One export of these days, taken early the next, as landing leaves it. */
async function landed(from: string, to: string, volume: Volume, { kind = 'orders', contract = 'orders' }: Stream) {
  const file = `${contract}/${to}`;
  const days: { day: string; n: number }[] = [];
  for (let day = from; day <= to; day = after(day, 1)) if (volume(day) > 0) days.push({ day, n: volume(day) });
  if (days.length === 0) return;
  const [id, at] = kind === 'orders' ? ['order_id', 'received_at'] : ['call_id', 'in_at'];
  await trial.warehouse.run(
    `insert into landed_${kind} by name
     select '${file}' as file, day || '-' || i as ${id}, day + interval 10 hour as ${at}, strftime(day, '%Y-%m') as "month"
     from (select day::DATE as day, unnest(range(n)) as i
       from (select unnest(from_json($days, '[{"day":"VARCHAR","n":"BIGINT"}]'), recursive := true)))`,
    { days: JSON.stringify(days) },
  );
  await trial.warehouse.run(
    `insert into files by name select '${file}' as file, '${file}' as name, '${kind}' as kind, '${contract}' as contract,
       timestamp '${after(to, 1)} 02:00:00' as exported_at, 'file_name' as exported_from`,
  );
  await trial.warehouse.run(
    `insert into landed_months by name
     select distinct file, '${kind}' as kind, "month" from landed_${kind} where file = '${file}'`,
  );
}

const landOnce = (from: string, to: string, volume: Volume, stream: Stream = {}) => landed(from, to, volume, stream);

/** One export a day. */
async function landDaily(from: string, to: string, volume: Volume, stream: Stream = {}): Promise<void> {
  for (let day = from; day <= to; day = after(day, 1)) await landed(day, day, volume, stream);
}

async function found(month: string, kind: 'orders' | 'calls' = 'orders'): Promise<string[]> {
  const messages: string[] = [];
  for (const { sql, parameters } of [refusedShare(kind), quietDays(kind)])
    for (const { message } of await trial.warehouse.rows<{ message: string }>(sql, {
      ...parameters?.(trial.site),
      partition: month,
    }))
      messages.push(message);
  return messages;
}

describe('quiet days', () => {
  const months = ['2023-10', '2023-11', '2023-12', '2024-01', '2024-02', '2024-03'];
  const all = async () => (await Promise.all(months.map((month) => found(month)))).flat();

  test('none in half a year with National Day, the Spring Festival and moved days, whatever the size', async () => {
    for (const size of [4, 40, 400]) {
      await trial.warehouse.run('delete from files; delete from landed_orders; delete from landed_months');
      await landOnce('2023-09-01', '2024-03-31', (day) => usual(day, size));
      expect(await all()).toEqual([]);
    }
  });

  test('a day cut short is found in its month alone, also the newest one, and passes once accepted', async () => {
    const cut: Volume = (day) => Math.round(usual(day, 200) * (day === '2024-03-28' ? 0.2 : 1));
    await landDaily('2024-01-02', '2024-03-28', cut);
    const [message, ...others] = await found('2024-03');
    expect(message).toMatch(
      /^2024-03-28, a Thursday: [34]\d orders by contract orders; \d{3} are usual \(\d\d% less; the limit is 50%\)$/,
    );
    expect(others).toEqual([]);
    expect(await found('2024-02')).toEqual([]);
    trial.write({
      'site.yaml':
        'id: trial\nname: 试验市\ndemo: true\nguards: { accept: [{ day: 2024-03-28, reason: 系统停机 }, { file: "x*", reason: 旧 }] }\n',
    });
    expect(await found('2024-03')).toEqual([]);
    for (const off of ['volume_drop: off', 'volume_drop: 0.9']) {
      trial.write({ 'site.yaml': `id: trial\nname: 试验市\ndemo: true\nguards: { ${off} }\n` });
      expect(await found('2024-03')).toEqual([]);
    }
  });

  test('a day that is missing is found when the next one comes; the day of the export itself is not judged', async () => {
    const without: Volume = (day) => (day === '2024-03-12' ? 0 : usual(day, 200));
    await landDaily('2024-01-02', '2024-03-12', without);
    expect(await found('2024-03')).toEqual([]);
    await landDaily('2024-03-13', '2024-03-13', without);
    expect(await found('2024-03')).toEqual([expect.stringMatching(/^2024-03-12, a Tuesday: 0 orders/)]);
    await trial.warehouse.run(
      `update files set exported_at = exported_at - interval 1 day where file = 'orders/2024-03-13'`,
    );
    await landDaily('2024-03-14', '2024-03-14', () => 5);
    await trial.warehouse.run(`update files set exported_at = '2024-03-14 20:00:00' where file = 'orders/2024-03-14'`);
    expect(await found('2024-03')).toHaveLength(1);
  });

  test('months without a row are found in the month after them', async () => {
    await landOnce('2023-09-01', '2024-03-20', (day) => (/^2024-0[12]/.test(day) ? 0 : usual(day, 200)));
    const messages = await found('2024-03');
    expect(messages[0]).toMatch(/^2024-01-0/);
    expect(messages.length).toBeGreaterThan(10);
    expect(await found('2023-12')).toEqual([]);
  });

  test('each contract is judged by itself, calls apart from orders', async () => {
    await landDaily('2024-01-02', '2024-03-20', (day) => usual(day, 300));
    await landDaily('2024-01-02', '2024-03-20', (day) => (day === '2024-03-13' ? 2 : usual(day, 60)), {
      contract: 'web',
    });
    await landDaily('2024-01-02', '2024-03-20', (day) => (day === '2024-03-06' ? 9 : usual(day, 150)), {
      kind: 'calls',
      contract: 'calls',
    });
    expect(await found('2024-03')).toEqual([expect.stringMatching(/^2024-03-13.* 2 orders by contract web;/)]);
    expect(await found('2024-03', 'calls')).toEqual([expect.stringMatching(/^2024-03-06.* calls by contract calls;/)]);
  });

  test('a holiday may be quiet, not empty', async () => {
    await landDaily('2023-08-01', '2023-10-20', (day) => (day === '2023-10-02' ? 3 : usual(day, 300)));
    expect(await found('2023-10')).toEqual([expect.stringMatching(/^2023-10-02.*the limit is 90%/)]);
  });

  test('a town of four a day is left in peace when nobody calls, and so is one that grows slowly quieter', async () => {
    await landDaily('2024-01-02', '2024-03-20', (day) => (day === '2024-03-13' ? 0 : usual(day, 4)));
    await landDaily('2024-01-02', '2024-03-20', (day) => usual(day, 300 - Number(day.slice(5, 7)) * 60), {
      contract: 'web',
    });
    expect(await found('2024-03')).toEqual([]);
  });
});

describe('refused rows', () => {
  const broken = (good: number, bad: number) =>
    [
      '编号,时间',
      ...Array.from({ length: good + bad }, (_, i) => `A${i},${i < bad ? '明天' : '2024-03-01 08:00:00'}`),
    ].join('\n');

  test.each([
    [700, 100, 1],
    [2000, 100, 0],
    [60, 15, 0],
    [0, 6, 1],
    [0, 3, 0],
  ])('of %i good and %i bad rows: %i found', async (good, bad, times) => {
    trial.write({ 'exports/hotline/20240302.csv': broken(good, bad) });
    await trial.land();
    const messages = await found('2024-03');
    expect(messages).toHaveLength(times);
    if (times > 0)
      expect(messages[0]).toMatch(/^hotline\/20240302\.csv: \d+ of \d+ rows were refused \(\d+%; the limit is 10%\)$/);
    expect(await found('2024-02')).toEqual([]);
    expect(await found('2024-03', 'calls')).toEqual([]);
  });

  test('passes when accepted by name, and when the file comes again under its name in a readable form', async () => {
    trial.write({ 'exports/hotline/20240302.csv': broken(100, 100) });
    await trial.land();
    expect(await found('2024-03')).toHaveLength(1);
    trial.write({
      'site.yaml': 'id: trial\nname: 试验市\ndemo: true\nguards: { accept: [{ file: "hotline/*", reason: 旧 }] }\n',
    });
    expect(await found('2024-03')).toEqual([]);
    trial.write({
      'site.yaml': 'id: trial\nname: 试验市\ndemo: true\n',
      'exports/hotline/20240302.csv': broken(200, 0),
    });
    await trial.land();
    expect(await found('2024-03')).toEqual([]);
  });
});

test.each([
  ['guards: { rejected_share: 5 }', /guards\.rejected_share/],
  ['guards: { accept: [{ day: 2024-03-28 }] }', /guards\.accept\.0\.reason/],
  ['guards: { accept: [{ reason: 旧 }] }', /names nothing/],
  ['guards: { accept: [{ from: 2024-03-28, reason: 旧 }] }', /belong together/],
  ['guards: { accept: [{ from: 2024-03-28, to: 2024-03-01, reason: 旧 }] }', /`to` lies before/],
])('%s is refused', (yaml, message) => {
  trial.write({ 'site.yaml': `id: trial\nname: 试验市\ndemo: true\n${yaml}\n` });
  expect(() => trial.site).toThrow(message);
});
