import type { Warehouse } from './warehouse.ts';

/** DuckDB settings by name, as `memory_limit`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Runs `work` under other settings of the connection, and sets what was before again. To be put around a transaction,
 * never into one: DuckDB refuses every statement, this one too, in a transaction that has failed.
 */
export async function withSettings<Result>(
  warehouse: Warehouse,
  settings: Settings,
  work: () => Promise<Result>,
): Promise<Result> {
  const before: [name: string, value: string][] = [];
  try {
    for (const [name, value] of Object.entries(settings)) {
      const known = await warehouse.row<{ value: string }>(`select current_setting('${name}')::VARCHAR as "value"`);
      before.push([name, known!.value]);
      await warehouse.run(`set ${name} = '${value}'`);
    }
    return await work();
  } finally {
    for (const [name, value] of before) await warehouse.run(`set ${name} = '${value}'`);
  }
}
