import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { publish } from '../pipelines/commands/publish.ts';
import { type ExaminedEdition, examinedEditions } from '../pipelines/editions/editions.ts';
import { type PublishRequest, publishPeriod } from '../pipelines/editions/publish.ts';
import { editionTables } from '../pipelines/editions/tables.ts';
import { publishedRows } from '../pipelines/report/published-rows.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';

/** Beside the city. */
const scratchOf = (dir: string): string => join(dirname(dir), 'scratch');

/** The newest period while the last month's exports have not come. */
export const period = 'month:2025-12';

export const open = <Result>(
  dir: string,
  work: (warehouse: Warehouse) => Promise<Result>,
  readOnly = true,
): Promise<Result> => withWarehouse(loadSite(dir), { purpose: 'test', scratch: scratchOf(dir), readOnly }, work);

export const publishing = (dir: string, request: PublishRequest) =>
  publishPeriod(loadSite(dir), request, { scratch: scratchOf(dir) });

/** Every cell of every edition, a line a row. */
export const dump = (dir: string, edition?: number): Promise<string[]> =>
  open(dir, async (warehouse) => {
    const lines: string[] = [];
    for (const { name } of editionTables) {
      const where = edition === undefined ? 'true' : `edition = ${edition}`;
      for (const { line } of await warehouse.rows<{ line: string }>(
        `select to_json(t)::VARCHAR as line from ${name} t where ${where} order by line`,
      ))
        lines.push(`${name} ${line}`);
    }
    return lines;
  });

export const listed = (dir: string): Promise<ExaminedEdition[]> =>
  open(dir, (warehouse) => examinedEditions(warehouse, loadSite(dir)));

/** What `publish` prints and returns. */
export const command = (dir: string, options: Parameters<typeof publish>[1], json = false) =>
  printed(() => publish(dir, options, json));

/** Rows of a table that the site is made from. */
export const shown = (dir: string, name: string) => publishedRows(join(dir, '.build', 'data'), name);

/** What a command prints, and what it returns. */
export async function printed<Status>(run: () => Promise<Status>) {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0),
  );
  try {
    return { status: await run(), text: written.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
