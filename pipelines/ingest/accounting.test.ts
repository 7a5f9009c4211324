import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TrialSite } from './trial-site.ts';

const contract = `kind: orders
files: ["**"]
header: [编号, 时间]
ignore: { first_cell: [合计] }
columns:
  order_id:    { from: [编号], required: true }
  received_at: { from: [时间], required: true }
  body:        { from: [内容] }
  name:        { from: [姓名] }
  resident:    { from: [电话] }
  redo:        { from: [次数] }
`;
const header = '编号,时间,内容,姓名,电话,次数';

let trial: TrialSite;
beforeAll(async () => {
  trial = await TrialSite.open({ 'contracts/orders.yaml': contract });
});
afterAll(() => trial.close());

const cell = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('A1', '2024-01-02 03:04:05', '12', '', ' ', '13800138000', '张三', '合计', '路灯坏了'),
  },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', '\t', '，', 'x', '9', '\u0000', '\u00a0', '🙂', '\\', "'"),
    }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const quoted = fc.boolean();
const field = fc.tuple(cell, quoted).map(([text, inQuotes]) => (inQuotes ? `"${text.replaceAll('"', '""')}"` : text));
const line = fc.array(field, { minLength: 1, maxLength: 8 }).map((fields) => fields.join(','));
const good = fc
  .integer({ min: 1, max: 9999 })
  .map((n) => `B${n},2024-01-02 03:04:05,"第一行\n第二行，""引""",李四,13900139000,${n % 5}`);

/** Physical lines can only be told apart by someone who knows what was meant; rows of the account never are more. */
const linesOf = (text: string): number => text.split('\n').length;

async function land(name: string, content: string | Buffer) {
  await trial.warehouse.run(
    'delete from files; delete from rejects; delete from landed_orders; delete from landed_months',
  );
  trial.failures.clear();
  trial.write({ [`exports/${name}`]: content });
  await trial.land();
  const { rmSync } = await import('node:fs');
  rmSync(`${trial.dir}/exports/${name}`);
  return trial.warehouse.row<{ read: number; ignored: number; accepted: number; rejected: number }>(
    'select "read", ignored, accepted, rejected from files',
  );
}

test('read = accepted + rejected + ignored for any table, and what is broken never swallows what is sound', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 2, arbitrary: good }, { weight: 3, arbitrary: line }), {
        minLength: 1,
        maxLength: 40,
      }),
      async (rows) => {
        const text = `${header}\n${rows.join('\n')}\n`;
        const account = await land('a.csv', text);
        if (!account) {
          expect([...trial.failures.values()].join()).toMatch(/fix: /);
          return;
        }
        expect(account.read).toBe(account.ignored + account.accepted + account.rejected);
        expect(account.read).toBeLessThanOrEqual(linesOf(text));
      },
    ),
    { numRuns: 60, seed: 20260101 },
  );
});

test('a sound row after any broken line is still landed', async () => {
  const broken = fc.array(
    fc.constantFrom('"', '"x', 'A,"', ',,,,"', 'A1,2024-01-02 03:04:05,"未闭合,张三,,', '"a"b,c', '\u0000'),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(broken, fc.integer({ min: 1, max: 5 }), async (lines, sound) => {
      const rows = Array.from({ length: sound }, (_, i) => `S${i},2024-01-02 03:04:05,正常,李四,13900139000,1`);
      await land('a.csv', `${header}\n${lines.join('\n')}\n${rows.join('\n')}\n`);
      expect(
        await trial.warehouse.rows(`select order_id from landed_orders where order_id like 'S%' order by 1`),
      ).toEqual(rows.map((_, i) => ({ order_id: `S${i}` })));
    }),
    { numRuns: 30, seed: 20260102 },
  );
});

test('any bytes at all give an account or one message', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean(), async (bytes, withHeader) => {
      const account = await land(
        'a.csv',
        withHeader ? Buffer.concat([Buffer.from(`${header}\n`), bytes]) : Buffer.from(bytes),
      );
      if (account) expect(account.read).toBe(account.ignored + account.accepted + account.rejected);
      else expect([...trial.failures.values()].join()).toMatch(/fix: /);
    }),
    { numRuns: 60, seed: 20260103 },
  );
});

test('any JSON lines too', async () => {
  const object = fc.dictionary(fc.constantFrom('编号', '时间', '内容', '次数', '别的'), fc.jsonValue());
  const jsonLine = fc.oneof(
    object.map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary' }).filter((text) => !/[\n\r]/.test(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(jsonLine, { minLength: 1, maxLength: 30 }), async (lines) => {
      const account = await land('a.jsonl', `{"编号":"1","时间":"2024-01-02"}\n${lines.join('\n')}\n`);
      expect(account).toBeDefined();
      expect(account!.read).toBe(lines.length + 1);
      expect(account!.read).toBe(account!.ignored + account!.accepted + account!.rejected);
    }),
    { numRuns: 40, seed: 20260104 },
  );
});
