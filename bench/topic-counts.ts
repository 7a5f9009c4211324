import { DuckDBInstance } from 'duckdb';
import { loadSite } from '../pipelines/site/site.ts';

/**
 * What the peer counts at the end, from a site whose topics are made: orders per unit, month and topic, and per unit and
 * month the shares on time and satisfied. Seconds, and the number of groups of the first.
 */
export async function countTopics(folder: string): Promise<{ seconds: number; groups: number }> {
  const began = performance.now();
  const site = loadSite(folder);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`attach '${site.warehouse.replaceAll("'", "''")}' as wh (read_only); use wh.${site.config.id}`);
  const volume = await connection.runAndReadAll(
    `select unit, "month", topic, count(*) as orders from orders join order_topics using ("month", order_id) group by all`,
  );
  await connection.runAndReadAll(
    `select unit, "month", count(*) filter (closed_at <= due_at) / count(*) as on_time,
       count(*) filter (satisfaction = '满意') / count(*) as satisfied
     from orders group by all`,
  );
  connection.closeSync();
  instance.closeSync();
  return { seconds: (performance.now() - began) / 1000, groups: volume.currentRowCount };
}
