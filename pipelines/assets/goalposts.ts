import type { Framework, Indicator } from '../../indicators/framework.ts';
import { indicatorsOf } from '../../indicators/framework.ts';
import { levels } from '../../indicators/framework-schema.ts';
import { FREEZING_MONTHS, frozenGoalposts } from '../../indicators/frozen-goalposts.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { definitionsOf, frameworkOf, frameworksOf } from '../scorecard/framework-of.ts';
import type { Site } from '../site/site.ts';
import { insertRows } from '../warehouse/insert.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const columns =
  'framework VARCHAR, indicator VARCHAR, level VARCHAR, low DOUBLE, high DOUBLE, basis VARCHAR, frozen_at TIMESTAMP';
const setColumns = 'framework VARCHAR, indicator VARCHAR, level VARCHAR, since TIMESTAMP';

const frozenFrom = readSql('marts/goalposts_figures');
const supportedSince = readSql('marts/goalposts_supported');

/**
 * What figures are normalised by: a published target, else frozen once from the site's first 12 closed months, until
 * then the framework's provisional ones. `level` says whose figures they were frozen from (`all`: none).
 * `supported_sets` keeps since when an indicator has had data at a level: one that loses its column later takes its
 * dimension's score away, so that withholding a bad column never raises it (indicators.md, rule 4).
 * Both stay under one framework version; a new version starts anew.
 */
export const goalposts: Asset = {
  key: 'goalposts',
  partitioning: 'all',
  tables: [
    { name: 'goalposts', columns, durable: true },
    { name: 'supported_sets', columns: setColumns, durable: true },
  ],
  reads: [
    { asset: 'periods', mapping: 'all' },
    { asset: 'values', mapping: 'all' },
  ],
  codeVersion: codeVersion(1, frozenFrom, supportedSince),
  config: (site) => definitionsOf(site),
  checks: [],
  async materialize({ site, warehouse }) {
    for (const framework of frameworksOf(site)) {
      await setGoalposts(warehouse, framework);
      await setSupported(warehouse, site, framework);
    }
  },
};

async function setGoalposts(warehouse: Warehouse, framework: Framework): Promise<void> {
  await warehouse.run(`delete from goalposts where framework = $key and basis <> 'frozen'`, { key: framework.key });
  const frozen = new Set(
    (
      await warehouse.rows<{ indicator: string }>('select indicator from goalposts where framework = $key', {
        key: framework.key,
      })
    ).map(({ indicator }) => indicator),
  );
  const rows: (string | number | null)[][] = [];
  for (const indicator of indicatorsOf(framework))
    if (indicator.goalposts && !frozen.has(indicator.id))
      rows.push(await goalpostsRow(warehouse, framework, indicator));
  await insertRows(warehouse, 'goalposts', columns, rows);
}

/** A framework's set counts from the first period that it computed. */
async function setSupported(warehouse: Warehouse, site: Site, framework: Framework): Promise<void> {
  const periods = await warehouse.rows<{ period: string }>('select period from periods order by period');
  const own = periods.filter(({ period }) => frameworkOf(site, period).key === framework.key);
  const supported = await warehouse.rows<Record<string, string>>(supportedSince, {
    framework: framework.key,
    periods: own.map(({ period }) => period).join(','),
  });
  await warehouse.run('delete from supported_sets where framework = $key', { key: framework.key });
  await insertRows(
    warehouse,
    'supported_sets',
    setColumns,
    supported.map(({ framework, indicator, level, since }) => [framework!, indicator!, level!, since!]),
  );
}

async function goalpostsRow(
  warehouse: Warehouse,
  framework: Framework,
  indicator: Indicator,
): Promise<(string | number | null)[]> {
  const { low, high, basis } = indicator.goalposts!;
  const row = (level: string, posts: { low: number; high: number }, how: string, at: string | null) => [
    framework.key,
    indicator.id,
    level,
    posts.low,
    posts.high,
    how,
    at,
  ];
  if (basis === 'target') return row('all', { low, high }, basis, null);
  for (const level of levels
    .filter((level) => (level === 'district' || level === 'city') && indicator.levels.includes(level))
    .reverse()) {
    const figures = await warehouse.rows<{ value: number; closed_at: string }>(frozenFrom, {
      indicator: indicator.id,
      level,
      months: FREEZING_MONTHS,
    });
    if (figures.length > 0)
      return row(
        level,
        frozenGoalposts(
          figures.map(({ value }) => value),
          indicator.measure,
        ),
        'frozen',
        figures[0]!.closed_at,
      );
  }
  return row('all', { low, high }, basis, null);
}
