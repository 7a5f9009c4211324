import { createHash } from 'node:crypto';
import { DuckDBInstance } from 'duckdb';
import { readTokens } from '../pipelines/text/token-tables.ts';
import { carryTopics } from '../pipelines/topics/carry.ts';
import { fitTopics } from '../pipelines/topics/fit.ts';
import { topicIds, transform, withHeavyTitles } from '../pipelines/topics/model.ts';
import { modelToBytes } from '../pipelines/topics/serial.ts';
import { Warehouse } from '../pipelines/warehouse/warehouse.ts';

const [db, many = '6'] = process.argv.slice(2);
const c = await (await DuckDBInstance.create(':memory:')).connect();
await c.run(`attach '${db}' as wh (read_only)`);
const schema = (
  await c.runAndReadAll(`select schema_name from duckdb_tables() where table_name='ledger'`)
).getRows()[0]![0];
await c.run(`use wh.${schema}`);
const w = new Warehouse(c, 'duckdb');
const months = (
  await w.rows<{ month: string; n: number; t: number }>(
    `select month, count(*) n, sum(len(title)+len(body))::bigint t from tokens where month<>'undated' group by month order by month`,
  )
).slice(0, Number(many));
console.log(months[0], months.at(-1));
const lap: Record<string, number> = {};
let t = process.cpuUsage(),
  w0 = performance.now();
const cpu = (k: string) => {
  const u = process.cpuUsage(t);
  lap[k] = (lap[k] ?? 0) + (u.user + u.system) / 1e6;
  lap[k + ' wall'] = (lap[k + ' wall'] ?? 0) + (performance.now() - w0) / 1e3;
  t = process.cpuUsage();
  w0 = performance.now();
};
let model;
const hash = createHash('sha256');
for (const { month } of months) {
  t = process.cpuUsage();
  w0 = performance.now();
  const stored = await readTokens(w, [month]);
  cpu('read');
  const corpus = withHeavyTitles(stored.corpus, 2);
  cpu('heavy');
  const f = await (model
    ? carryTopics(model, corpus, { seed: 1, births: true })
    : fitTopics(corpus, { k: 'auto', seed: 1 }));
  cpu(model ? 'carry' : 'fit');
  model = f.model;
  const bytes = modelToBytes(model);
  cpu('bytes');
  hash.update(bytes);
  const ids = topicIds(model, await transform(model, corpus));
  cpu('transform');
  hash.update(ids.join());
}
console.log(
  Object.fromEntries(Object.entries(lap).map(([k, v]) => [k, +v.toFixed(2)])),
  model!.topics.length,
  model!.vocabulary.names.length,
  hash.digest('hex').slice(0, 12),
);
process.exit(0);
