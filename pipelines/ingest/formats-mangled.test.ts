import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forms } from './formats-mangled.ts';
import { MangledAccounts, manglings } from './formats-mangled-account.ts';

let accounts: MangledAccounts;
beforeAll(async () => {
  accounts = await MangledAccounts.open();
});
afterAll(() => accounts.close());

test.each(forms)('sound rows in %s are all accepted', async (form) => {
  const before = accounts.totals.accepted;
  await accounts.land({ form, rows: 50, rate: 0, bytes: 0, seed: 7 });
  expect(accounts.totals.accepted - before).toBe(form === 'zip' ? 51 : 50);
});

test('a spoilt export of any form is accounted for to the last row, or told in one message; bench/mangled.ts is longer', async () => {
  await fc.assert(
    fc.asyncProperty(manglings(60), (mangling) => accounts.land(mangling)),
    { numRuns: 80, seed: 20260105 },
  );
  const { read, accepted, rejected, told } = accounts.totals;
  for (const count of [read - 1000, accepted - 500, rejected - 200, told]) expect(count).toBeGreaterThan(0);
});
