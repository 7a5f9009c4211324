import type { Asset, Read } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { publish, publishedFolder, reportSql } from '../report/publish.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import type { Site } from '../site/site.ts';

export { publishedFolder } from '../report/publish.ts';

/** The tables that leave the warehouse, as Arrow files in `SITE/.build/data` (内部版) and
 * `SITE/.build/data-public` (公开版); its own table lists them with their hashes. */
export const published: Asset = {
  key: 'published',
  partitioning: 'all',
  tables: [{ name: 'published', columns: 'name VARCHAR, rows BIGINT, sha256 VARCHAR' }],
  reads: [
    'periods',
    'subjects',
    'framework',
    'goalposts',
    'values',
    'comparisons',
    'fairness',
    'scores',
    'ranks',
    'robustness',
    'changes',
    'situation',
    'orders',
    'supply',
    'order_topics',
    'topic_names',
    'events',
    'alarms',
    'actions',
    'landed',
    'shapes',
  ].map((asset): Read => ({ asset, mapping: 'all', ...(asset === 'shapes' && { evenIfFailed: true }) })),
  codeVersion: codeVersion(4, ...reportSql()),
  config: (site, _partition, { editions }) => ({ ...parameters(site), editions }),
  asOf: (_site, _partition, asOf) => asOf,
  checks: [],
  async materialize({ site, warehouse, asOf }) {
    const tables = await publish(
      warehouse,
      publishedFolder(site),
      { as_of: asOf, ...parameters(site) },
      publishedFolder(site, 'public'),
    );
    for (const table of tables)
      await warehouse.run('insert into published values ($name, $rows, $sha256)', { ...table });
  },
};

function parameters(site: Site) {
  const framework = frameworkOf(site);
  return {
    site_name: site.config.name,
    demo: site.config.demo,
    framework: framework.key,
    framework_name: `${framework.name} ${framework.version}`,
    seasonal_orders: site.config.events.hot_spots.seasonal_orders,
    seasonal_ratio: site.config.events.hot_spots.seasonal_ratio,
  };
}
