import { type Framework, indicatorsOf, maturityDays, measureSign } from '../../indicators/framework.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { frameworkOf, frameworksOf } from '../scorecard/framework-of.ts';
import type { Site } from '../site/site.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = `node VARCHAR, parent VARCHAR, kind VARCHAR, name VARCHAR, weight DOUBLE, position INTEGER, dimension VARCHAR,
  definition VARCHAR, measure VARCHAR, direction VARCHAR, role VARCHAR, clock VARCHAR, maturity_days DOUBLE,
  min_sample INTEGER, columns VARCHAR, source VARCHAR, ours BOOLEAN, levels VARCHAR, window_months INTEGER`;

const versionColumns = `framework VARCHAR, ${columns}`;

const clockNames = {
  received: '受理',
  dispatched: '派单',
  due: '到期',
  closed: '办结',
  called_back: '回访',
  call: '来电',
  period_end: '期末',
};

/**
 * The indicator tree in force, one row a node, in the order in which it is shown. `framework_versions`: the trees of all
 * frameworks of the site, by `framework` (`id@version`).
 */
export const framework: Asset = {
  key: 'framework',
  partitioning: 'all',
  tables: [
    { name: 'framework_nodes', columns },
    { name: 'framework_versions', columns: versionColumns },
  ],
  reads: [],
  codeVersion: codeVersion(2),
  config: versions,
  checks: [],
  async materialize({ site, warehouse }) {
    await insertRows(warehouse, 'framework_nodes', columns, nodes(frameworkOf(site), site));
    await insertRows(warehouse, 'framework_versions', versionColumns, versions(site));
  },
};

type Cell = string | number | boolean | null;

function versions(site: Site): Cell[][] {
  return frameworksOf(site).flatMap((framework) => nodes(framework, site).map((row) => [framework.key, ...row]));
}

function nodes(tree: Framework, site: Site): Cell[][] {
  const limits = { ...tree.limits, ...site.config.limits };
  const rows: Cell[][] = [];
  const add = (
    node: string,
    parent: string | null,
    kind: string,
    name: string,
    weight: number,
    dimension: string | null,
    definition: string,
  ) => rows.push([node, parent, kind, name, weight, rows.length, dimension, definition, ...Array<Cell>(11).fill(null)]);

  add('index', null, 'index', '民情综合指数', 1, null, tree.provenance);
  for (const dimension of tree.dimensions) {
    add(dimension.id, 'index', 'dimension', dimension.name, dimension.weight, dimension.id, dimension.meaning ?? '');
    for (const sub of dimension.sub_dimensions) {
      add(sub.id, dimension.id, 'subdimension', sub.name, sub.weight, dimension.id, '');
      for (const entry of indicatorsOf(tree).filter((indicator) => indicator.subDimension === sub.id))
        rows.push([
          entry.id,
          sub.id,
          'indicator',
          entry.name,
          entry.weight,
          rows.length,
          dimension.id,
          entry.definition,
          measureSign(entry.measure),
          entry.direction === 'higher' ? '+' : '-',
          entry.role,
          clockNames[entry.clock],
          maturityDays(entry, limits),
          entry.min_sample.n,
          entry.columns.join(','),
          entry.source,
          entry.ours,
          entry.levels.join(','),
          entry.window_months,
        ]);
    }
  }
  return rows;
}
