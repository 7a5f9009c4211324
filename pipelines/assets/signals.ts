import { LIST, listValue, VARCHAR } from 'duckdb';
import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import { anySignalWord, readSignalRules, SignalFinder } from '../text/signals.ts';

const candidates = readSql('marts/signals_candidates');
const rules = readSignalRules();

/** Risk clues and special groups in an order's text, each with the words that say so. */
export const signals: Asset = {
  key: 'signals',
  partitioning: 'month',
  tables: [{ name: 'signals', columns: '"month" VARCHAR, order_id VARCHAR, signal VARCHAR, words VARCHAR[]' }],
  reads: [{ asset: 'orders', mapping: 'same' }],
  codeVersion: codeVersion(1, candidates, JSON.stringify(rules)),
  checks: [],
  async materialize({ warehouse, partition: month }) {
    const finder = new SignalFinder(rules);
    const orders = await warehouse.columns(candidates, { month, pattern: anySignalWord(rules) });
    const ids = (orders.order_id ?? []) as string[];
    const found = ids.flatMap((id, i) =>
      finder
        .in(orders.title![i] as string | null, orders.body![i] as string | null)
        .map((signal) => ({ id, ...signal })),
    );
    const column = (name: string, values: string[]) => ({ name, type: VARCHAR, ddl: 'VARCHAR', values });
    await insertColumns(warehouse, 'signals', [
      column(
        'month',
        found.map(() => month),
      ),
      column(
        'order_id',
        found.map(({ id }) => id),
      ),
      column(
        'signal',
        found.map(({ signal }) => signal),
      ),
      { name: 'words', type: LIST(VARCHAR), ddl: 'VARCHAR[]', values: found.map(({ words }) => listValue(words)) },
    ]);
  },
};
