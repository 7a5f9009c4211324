import { alarms } from '../assets/alarms.ts';
import { calendar } from '../assets/calendar.ts';
import { dailyCounts } from '../assets/daily-counts.ts';
import { type HandMade, handMadeSite, openHandMade } from '../scorecard/hand-made.ts';
import { createTable } from '../warehouse/tables.ts';

/** A test fixture: a warehouse in memory with the tables that alarms are made from, the calendar filled. */
export async function openAlarmCity(): Promise<HandMade> {
  const city = await openHandMade();
  const { warehouse } = city;
  await warehouse.run('create table table_shapes (name VARCHAR, shape VARCHAR)');
  await warehouse.run('alter table files add column contract VARCHAR');
  for (const { tables } of [dailyCounts, alarms])
    for (const table of tables) await createTable(warehouse, table, 'month');
  await calendar.materialize({ ...context, warehouse, partition: 'all' });
  return city;
}

const context = {
  site: handMadeSite(),
  asOf: '',
  scratch: '/nonexistent',
  progress: () => undefined,
};

/** Makes the alarms of some months as a run of `asOf` does, oldest month first. */
export async function makeAlarms({ warehouse }: HandMade, months: readonly string[], asOf: string): Promise<void> {
  for (const partition of months)
    for (const asset of [dailyCounts, alarms]) {
      for (const { name, durable } of asset.tables)
        if (!durable) await warehouse.run(`delete from ${name} where month = $partition`, { partition });
      await asset.materialize({ ...context, warehouse, partition, asOf });
    }
}
