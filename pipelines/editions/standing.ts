import { assets } from '../assets/index.ts';
import { readExtent } from '../engine/extent.ts';
import { newestEntries } from '../engine/ledger.ts';
import { planRun } from '../engine/plan.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import type { Period } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type Input, inputsOf } from './inputs.ts';
import { figureAssets } from './tables.ts';

/** A closed period with all its figures made from the newest data, code and configuration. */
export interface Standing {
  period: Period;
  /** Of the newest run: data, figures and their maturity stand at this moment. */
  asOf: string;
  inputs: Input[];
}

/**
 * Looks in the ledger whether a period's figures can be frozen.
 * @throws UserError when no run has been made, the period is unknown or has not closed at the newest run's `as_of`, or
 * one of its figures is missing or stale.
 */
export async function standingFigures(warehouse: Warehouse, site: Site, id: string): Promise<Standing> {
  const asOf = await newestAsOf(warehouse);
  if (!asOf)
    throw new UserError('there are no figures yet', {
      where: site.warehouse,
      fix: `run \`minqing run ${site.dir}\` first`,
    });
  const extent = await readExtent(warehouse, site, asOf);
  const period = extent.periods.find((each) => each.id === id);
  if (!period) throw notThere(site, id, asOf, extent.periods);
  const newest = await newestEntries(warehouse);
  const due = planRun({
    site,
    runId: '',
    asOf,
    extent,
    assets,
    newest,
    phase: 'making',
    only: figureAssets,
  }).steps;
  const inputs = inputsOf(id, { assets, extent, newest });
  const read = new Set(inputs.map(({ asset, partition }) => `${asset}/${partition}`));
  const waiting = due.filter((step) => read.has(step.id));
  if (waiting.length > 0)
    throw new UserError(
      `the figures of ${id} are not up to date: ${waiting
        .slice(0, 3)
        .map((step) => `${step.id} is ${step.reason}`)
        .join(', ')}${waiting.length > 3 ? ` and ${waiting.length - 3} more` : ''}`,
      { where: site.warehouse, fix: `run \`minqing run ${site.dir}\`, then publish` },
    );
  return { period, asOf, inputs };
}

/** The `as_of` of the newest run; undefined before the first one. */
export async function newestAsOf(warehouse: Warehouse): Promise<string | undefined> {
  const row = await warehouse.row<{ as_of: string | null }>('select arg_max(as_of, started_at) as as_of from runs');
  return row?.as_of ?? undefined;
}

function notThere(site: Site, id: string, asOf: string, closed: readonly Period[]): UserError {
  const [kind] = id.split(':');
  const own = closed.filter((period) => period.kind === kind);
  const known = own.length > 0 ? `the ${kind} periods run from ${own[0]!.id} to ${own.at(-1)!.id}` : undefined;
  const named = site.config.periods.some((each) => each === kind) ? periodNamed(site, id) : undefined;
  if (named && named.end > asOf)
    return new UserError(`${id} has not closed: it ends ${named.end}, the figures stand as of ${asOf}`, {
      where: '--period',
      fix: known ? `wait until it has closed and run again; ${known}` : 'wait until it has closed and run again',
    });
  return new UserError(`there is no period ${id}`, {
    where: '--period',
    fix: known ?? `the site scores ${site.config.periods.join(', ')}; see \`periods\` in site.yaml`,
  });
}

function periodNamed(site: Site, id: string): Period | undefined {
  try {
    const period = periodOf(site, id);
    return period.id === id ? period : undefined;
  } catch {
    return undefined; // a month 13 or a word instead of a date
  }
}
