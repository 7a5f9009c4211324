import { assets as allAssets } from '../assets/index.ts';
import { type FoundExports, findExports } from '../ingest/exports.ts';
import { type Account, accounts } from '../ingest/refusals.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { WarehouseLease } from '../warehouse/lease.ts';
import { migrate } from '../warehouse/migrations.ts';
import type { OpenOptions } from '../warehouse/open.ts';
import { extentOfExports } from './extent.ts';
import { newestEntries } from './ledger.ts';
import { planRun } from './plan.ts';
import { makePlanned } from './planned-step.ts';
import { newRunId } from './run-id.ts';
import { keepToKey } from './warehouse-key.ts';

/** What became of a file that was landed again. */
export interface LandedAgain {
  name: string;
  before: Account;
  /** Missing where it was not landed; the rows landed before stay then. */
  after?: Account;
  /** Why it was not landed. */
  problem?: { message: string; fix: string };
}

/**
 * Lands the files that have refused rows once more from their sources, found by their hash, whether their contract
 * has changed or not. What depends on them is made by the next run.
 * @param name only files of this name, with or without refused rows
 * @throws UserError when no landed file has the name
 */
export async function landAgain(
  site: Site,
  name: string | undefined,
  { scratch, onWait }: Pick<OpenOptions, 'scratch' | 'onWait'>,
  onProgress: (name: string, done: number, total: number) => void,
): Promise<LandedAgain[]> {
  const lease = new WarehouseLease(site, { scratch, ...(onWait && { onWait }) });
  const runId = newRunId();
  try {
    const before = (
      await lease.use('rejects --again', async (warehouse) => {
        await migrate(warehouse, site);
        await keepToKey(warehouse, site);
        return accounts(warehouse, name);
      })
    ).filter(({ rejected }) => rejected > 0 || name !== undefined);
    if (name !== undefined && before.length === 0)
      throw new UserError(`no export of this name has been landed`, {
        where: name,
        fix: 'name it as `minqing rejects` does, with its folders below the exports folder',
      });
    const found = await findExports(site);
    const known = new Set(before.map(({ file }) => file));
    const present = new Set(found.exports.map(({ file }) => file));
    const plan = await lease.use('rejects --again', async (warehouse) =>
      planRun({
        site,
        runId,
        asOf: '',
        assets: allAssets,
        phase: 'landing',
        extent: extentOfExports(found.exports.filter(({ file }) => known.has(file))),
        newest: await newestEntries(warehouse),
        targets: { wants: () => true, again: true },
      }),
    );
    const problems = new Map(
      before
        .filter(({ file }) => !present.has(file))
        .map((account) => [account.file, whyNotFound(account.name, found)]),
    );
    const names = new Map(before.map(({ file, name }) => [file, name]));
    for (const step of plan.steps) {
      const told = (done: number, total: number) => onProgress(names.get(step.partition)!, done, total);
      const outcome = await makePlanned({ site, lease, scratch }, plan, step, told);
      if (outcome.status !== 'done')
        problems.set(step.partition, { message: outcome.message ?? 'it was not landed', fix: '' });
    }
    const after = new Map(
      (await lease.use('rejects --again', (warehouse) => accounts(warehouse))).map((account) => [
        account.file,
        account,
      ]),
    );
    return before.map((account) => {
      const problem = problems.get(account.file);
      return { name: account.name, before: account, ...(problem ? { problem } : { after: after.get(account.file)! }) };
    });
  } finally {
    lease.close();
  }
}

/** A source is looked for by its bytes: a file of the same name may be another one. */
function whyNotFound(name: string, { exports, setAside, unmatched }: FoundExports): LandedAgain['problem'] & object {
  const aside = setAside.find((each) => each.name === name);
  if (aside) return { message: aside.reason, fix: aside.fix };
  if (unmatched.includes(name))
    return { message: 'no contract reads it any more', fix: 'add its name to `files` of a contract' };
  if (exports.some((each) => each.name === name))
    return {
      message: 'its source is gone: the file of this name has other bytes now',
      fix: 'nothing to do if the new one replaces it; else copy the old one back under another name',
    };
  return {
    message: 'its source is gone',
    fix: 'copy the file back into the exports folder (under any name its contract reads); what was accepted from it stays',
  };
}
