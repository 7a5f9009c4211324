import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeCity } from '../../fixtures/city/generate.ts';
import { makeAlarms, openAlarmCity } from './hand-made.ts';
import { compareWithTruth } from './planted-truth.ts';

/**
 * The floors on a small demo city, with the topics and events that were planted: what is tested is the warning, not the
 * texts. Orders become known as in the city's feed: most within two hours, one in twenty days later.
 */
test('planted bursts are found with few false alarms, and large events are told of early', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-'));
  const city = await openAlarmCity();
  try {
    await writeCity(dir, { orders: 36_000, months: 12, seed: 3, text: 'short', layout: 'one-file' });
    const { warehouse } = city;
    const truth = (name: string) => `'${join(dir, 'truth', name).replaceAll("'", "''")}'`;
    await warehouse.run(
      `insert into orders by name
       select strftime(received, '%Y-%m') as month, order_id, received as received_at, resident, district, 'f' as file,
         received + to_seconds(if(hash(order_id) % 20 = 0, 86400 + hash('days', order_id) % 259200, hash('hours', order_id) % 7200)::BIGINT) as available_at,
         'column' as available_from
       from (select *, received_at::TIMESTAMP as received from read_csv(${truth('orders.csv')}, all_varchar = true))`,
    );
    await warehouse.run(
      `insert into order_topics select strftime(received_at::TIMESTAMP, '%Y-%m'), order_id, topic, 1
       from read_csv(${truth('orders.csv')}, all_varchar = true)`,
    );
    const months = (await warehouse.rows<{ month: string }>('select distinct month from orders order by month')).map(
      ({ month }) => month,
    );
    await warehouse.run(
      `insert into supply select distinct month, 'orders', 'resident', 1, 1 from orders;
       insert into event_members select strftime(received_at, '%Y-%m'), order_id, event
         from (select event, unnest(members) as order_id from read_json(${truth('events.jsonl')})) join orders using (order_id);
       insert into events by name
         select orders.month, event, '多人同诉' as type, any_value(district) as district, max(received_at) as last_at
         from event_members join orders using (order_id) group by orders.month, event`,
    );
    await makeAlarms(city, months, '2026-02-01 00:00:00');
    const found = await compareWithTruth(warehouse, join(dir, 'truth'), { judgedFrom: `${months[1]}-01` });
    expect(found.bursts).toBeGreaterThanOrEqual(15);
    expect(found.found / found.bursts).toBeGreaterThanOrEqual(0.9);
    expect((found.falseOfDays + found.falseOfWeeks) / found.seriesDays).toBeLessThanOrEqual(1 / 1000);
    expect(found.largeEvents).toBeGreaterThanOrEqual(20);
    expect(found.early / found.largeEvents).toBeGreaterThanOrEqual(0.8);
  } finally {
    city.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
