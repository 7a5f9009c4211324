/**
 * Lands a million rows in spoilt files of every format and checks that each is accounted for: the long version of
 * pipelines/ingest/formats-mangled.test.ts. Exits 1 at the first that is not, with what makes it again.
 *   npx tsx bench/mangled.ts [ROWS] [SEED]
 */
import fc from 'fast-check';
import { MangledAccounts, manglings } from '../pipelines/ingest/formats-mangled-account.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const accounts = await MangledAccounts.open();
const began = performance.now();
try {
  for (let round = 0; accounts.totals.read < rows; round++)
    await fc.assert(
      fc.asyncProperty(manglings(round % 4 === 0 ? 20_000 : 400), (mangling) => accounts.land(mangling)),
      { numRuns: 8, seed: seed * 1000 + round, endOnFailure: true },
    );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ ...accounts.totals, seconds, peak_mb }, null, 1));
} finally {
  accounts.close();
}
