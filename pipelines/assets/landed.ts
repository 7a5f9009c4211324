import type { Asset, Check } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { findExports } from '../ingest/exports.ts';
import { landFile, landingConfig, landingSettings } from '../ingest/land.ts';
import { landingTables } from '../ingest/tables.ts';
import { keyFingerprint, residentKey } from '../site/resident-key.ts';
import { UserError } from '../user-error.ts';

const check = (name: string, blocking: boolean): Check => ({ name, blocking, sql: readSql(`checks/${name}`) });

/** Every export as it is: accepted rows, masked; refused ones with the reason; the account. One partition per file. */
export const landed: Asset = {
  key: 'landed',
  partitioning: 'file',
  tables: landingTables,
  reads: [],
  codeVersion: codeVersion(5),
  config: (site, file, { readings }) =>
    landingConfig(readings?.get(file), site.config.time_zone, keyFingerprint(residentKey(site))),
  settings: landingSettings,
  checks: [check('account-closes', true), check('landed-rows-once', true), check('rejected-share', false)],
  async materialize({ site, warehouse, partition, scratch, progress }) {
    const { exports } = await findExports(site);
    const found = exports.find(({ file }) => file === partition);
    if (!found)
      throw new UserError('an export has gone or changed since it was planned', {
        where: site.exportsDir,
        fix: 'run again when nobody writes into the exports folder',
        exitCode: 1,
      });
    await landFile({ site, warehouse, export: found, key: residentKey(site), scratch, progress });
  },
};
