import type { Site } from '../site/site.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { frameworksOf } from './framework-of.ts';

/**
 * The site as the figures of the warehouse were made: with the framework of a run on purpose (`run --framework`) where
 * one stands, else as it is.
 */
export async function asStanding(warehouse: Warehouse, site: Site): Promise<Site> {
  const table = await warehouse.row(
    `select 1 as there from information_schema.tables where table_name = 'framework_versions' limit 1`,
  );
  if (!table) return site;
  const standing = await warehouse.rows<{ framework: string }>(
    'select distinct framework from framework_versions order by framework',
  );
  const [only] = standing;
  const own = frameworksOf(site).map(({ key }) => key);
  if (!only || standing.length > 1 || (own.length === 1 && own[0] === only.framework)) return site;
  // A version that site.yaml no longer has: the figures wait for the next run.
  const id = own.includes(only.framework) ? only.framework : only.framework.split('@')[0]!;
  const onPurpose = { ...site, frameworkOnPurpose: id };
  try {
    return frameworksOf(onPurpose)[0]!.key === only.framework ? onPurpose : site;
  } catch {
    return site;
  }
}
