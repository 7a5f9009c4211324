import { existsSync } from 'node:fs';
import { openScratch } from '../engine/scratch.ts';
import { asStanding } from '../scorecard/standing-framework.ts';
import { loadSite, type Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { warn } from './terminal.ts';

/** Loads the site, opens its warehouse for reading, and closes it again: what every reading command does. */
export async function reading<Result>(
  siteDir: string,
  purpose: string,
  work: (warehouse: Warehouse, site: Site) => Promise<Result>,
): Promise<Result> {
  const site = loadSite(siteDir);
  const scratch = openScratch(site);
  try {
    return await withWarehouse(
      site,
      { purpose, scratch: scratch.dir, readOnly: true, onWait: warn },
      async (warehouse) => {
        return work(warehouse, await asStanding(warehouse, site));
      },
    );
  } finally {
    scratch.wipe();
  }
}

/** `SITE` may be given first or left out; an indicator or file argument must not be mistaken for it. */
export function siteFolder(given: string | undefined): string {
  const dir = given ?? '.';
  if (!existsSync(dir)) throw new UserError('there is no such folder', { where: dir, fix: 'name a site folder' });
  return dir;
}

/** A period as people write it: `2024-03` means `month:2024-03`, for the site's first scored kind of that shape. */
export function periodId(given: string): string {
  if (/^(day|week|month|assess|assess_day):/.test(given)) return given;
  if (/^\d{4}-\d{2}$/.test(given)) return `month:${given}`;
  if (/^\d{4}-W\d{2}$/.test(given)) return `week:${given}`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(given)) return `day:${given}`;
  throw new UserError(`“${given}” is no period`, { where: '--period', fix: 'write e.g. month:2024-03 or 2024-03' });
}
