import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CityOptions, writeCity } from '../fixtures/city/generate.ts';
import { run } from '../pipelines/engine/run.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';

/**
 * 感知 is the ability to hear, not the mood of those who speak: the demo city in one month, with its troubles doubled,
 * with its ears stopped in one way after the other, and with slower handling. Only the exports differ.
 */
const period = 'month:2026-01';

interface Figure {
  node: string;
  state: string;
  value: number | null;
  low: number | null;
  high: number | null;
}

interface Heard {
  /** Figures of the city by indicator, and scores by node. */
  values: Map<string, Figure>;
  scores: Map<string, Figure>;
  situation: Map<string, number>;
}

/** Changes one order of the export, by header; false: it never came in. */
type Change = (order: Record<string, string>) => boolean;

const folder = mkdtempSync(join(tmpdir(), 'minqing-perception-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = 'landed subjects population calendar framework periods orders calls exclusions supply tokens events signals values goalposts scores situation';

async function city(name: string, options: Partial<CityOptions> = {}, change?: Change, dropped: string[] = []): Promise<Heard> {
  const dir = join(folder, name);
  await writeCity(dir, { orders: 5000, months: 1, seed: 12, text: 'short', layout: 'one-file', ...options });
  if (change || dropped.length > 0) rewrite(join(dir, 'exports', 'orders.csv'), change ?? (() => true), dropped);
  const site = loadSite(dir);
  const scratch = join(folder, 'scratch');
  const report = await run(site, { only: made.split(' ') }, { scratch }, { onPlan() {}, onStep() {}, onProgress() {}, onOutcome() {} });
  for (const [step, { status, message }] of report.outcomes) expect(`${step} ${status} ${message ?? ''}`).toMatch(/ (done|skipped) /);
  return withWarehouse(site, { purpose: 'test', scratch, readOnly: true }, async (warehouse) => {
    const byNode = (rows: Figure[]) => new Map(rows.map((row) => [row.node, row]));
    return {
      values: byNode(
        await warehouse.rows<Figure>(
          `select indicator as node, state, value, low, high from values where period = $period and subject_kind = 'city'`,
          { period },
        ),
      ),
      scores: byNode(
        await warehouse.rows<Figure>(
          `select node, state, score as value, low, high from scores where period = $period and subject_kind = 'city'`,
          { period },
        ),
      ),
      situation: new Map(
        (
          await warehouse.rows<{ measure: string; value: number }>(
            `select measure, value from situation where period = $period and subject_kind = 'city'`,
            { period },
          )
        ).map(({ measure, value }) => [measure, value]),
      ),
    };
  });
}

function rewrite(file: string, change: Change, dropped: readonly string[]): void {
  const [header, ...rows] = parse(readFileSync(file), { bom: true, relax_column_count: true }) as string[][];
  const kept = header!.map((name) => !dropped.includes(name));
  const lines = [header!];
  for (const cells of rows) {
    const order = Object.fromEntries(header!.map((name, i) => [name, cells[i] ?? '']));
    // A spoilt row stays as it is.
    if (cells.length !== header!.length) lines.push(cells);
    else if (change(order)) lines.push(header!.map((name) => order[name]!));
  }
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  writeFileSync(file, lines.map((cells) => `${cells.filter((_, i) => kept[i] ?? true).map(quoted).join(',')}\n`).join(''));
}
let usual: Heard;
beforeAll(async () => {
  usual = await city('usual');
});

test('x', async () => {
  const show = (h: Heard) => [...h.values].filter(([k]) => k.startsWith('P')).map(([k, f]) => `${k} ${f.state} ${f.value?.toFixed(3)} [${f.low?.toFixed(3)} ${f.high?.toFixed(3)}]`).sort().join('\n') + '\n' + [...h.scores].map(([k, f]) => `${k} ${f.state} ${f.value?.toFixed(1)} [${f.low?.toFixed(1)} ${f.high?.toFixed(1)}]`).sort().join('\n') + '\n' + JSON.stringify([...h.situation]);
  console.log(show(usual));
  const d = await city('doubled', { orders: 10000, urgency: 2 });
  console.log(show(d));
});
