import { topicModels } from '../assets/topic-models.ts';
import type { Site } from '../site/site.ts';
import { forgetModels, modelMonths } from '../topics/model-tables.ts';
import { UserError } from '../user-error.ts';
import { inTransaction, migrate } from '../warehouse/migrations.ts';
import { createTables } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { appendLedger, newestEntries } from './ledger.ts';
import { newRunId } from './run-id.ts';

/**
 * Forgets the topic models from a month on, so that the next run makes them anew: from the topics there are, which keep
 * their numbers. Returns the months. All of it happens, or nothing.
 * @throws UserError when there is no model from that month on
 */
export async function refitTopics(warehouse: Warehouse, site: Site, fromMonth: string): Promise<string[]> {
  await migrate(warehouse, site);
  await createTables(warehouse, topicModels.tables, 'month');
  const entries = await newestEntries(warehouse, ['topic_models']);
  const months = entries.size === 0 ? [] : (await modelMonths(warehouse)).map(({ month }) => month);
  const forgotten = months.filter((month) => month >= fromMonth);
  if (forgotten.length === 0)
    throw new UserError(`there is no topic model from ${fromMonth} on`, {
      where: '--refit topics',
      fix:
        months.length > 0
          ? `the models run from ${months[0]} to ${months.at(-1)}`
          : 'none has been made yet: `minqing run`',
    });
  await inTransaction(warehouse, async () => {
    await forgetModels(warehouse, fromMonth);
    for (const entry of entries.values())
      if (entry.partition >= fromMonth && entry.partition !== 'undated')
        await appendLedger(warehouse, {
          ...entry,
          runId: newRunId(),
          stepId: `topic_models/${entry.partition}`,
          inputVersion: '',
          dataVersion: '',
          rows: 0,
          reason: 'refit',
          status: 'dropped',
          codeVersion: '',
          asOf: '',
          checks: [],
          message: 'to be made anew, on purpose',
          startedAt: new Date(),
        });
  });
  return forgotten;
}
