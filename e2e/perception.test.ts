import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CityOptions, writeCity } from '../fixtures/city/generate.ts';
import { places } from '../fixtures/city/places.ts';
import { run } from '../pipelines/engine/run.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import { rewriteExport } from './rewritten-export.ts';

/**
 * 感知 is the ability to hear, not the mood of those who speak: the demo city in one month, with its troubles doubled,
 * with its ears stopped in one way after the other, and with slower handling. Only the exports differ.
 */
const period = 'month:2026-01';
const exported = '2026-02-01 00:00:00';
const orders = 4000;
/** Of a month alone, too few events of ten residents are known to judge how early they were told of: P61 needs ten. */
const eventful = { orders: 16_000, months: 4 };

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

const made =
  'landed subjects population calendar framework periods orders calls exclusions supply tokens events signals daily_counts alarms values goalposts scores situation';

async function city(name: string, options: Partial<CityOptions> = {}, change?: Change): Promise<Heard> {
  const dir = join(folder, name);
  await writeCity(dir, { orders, months: 1, seed: 5, text: 'short', layout: 'one-file', ...options });
  if (change) rewrite(join(dir, 'exports', 'orders.csv'), change);
  const site = loadSite(dir);
  const scratch = join(folder, 'scratch');
  const report = await run(
    site,
    { only: made.split(' '), periods: { from: period, to: period } },
    { scratch },
    { onPlan() {}, onStep() {}, onProgress() {}, onOutcome() {} },
  );
  for (const [step, { status, message }] of report.outcomes)
    expect(`${step} ${status} ${message ?? ''}`).toMatch(/ (done|skipped) /);
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

/** Every sound row of the export changed; a spoilt one stays as it is. */
function rewrite(file: string, change: Change): void {
  rewriteExport(file, (rows, header) =>
    rows.flatMap((cells) => {
      if (cells.length !== header.length) return [cells];
      const order = Object.fromEntries(header.map((name, i) => [name, cells[i]!]));
      return change(order) ? [header.map((name) => order[name]!)] : [];
    }),
  );
}

const seconds = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;

/** A time some seconds later; what is no time (a spoilt cell) stays as it is. */
function later(time: string, by: number): string {
  const moved = (seconds(time) + by) * 1000;
  return Number.isNaN(moved) ? time : new Date(moved).toISOString().slice(0, 19).replace('T', ' ');
}

const named = new RegExp(places.map(({ name }) => name).join('|'), 'g');

let usual: Heard;
beforeAll(async () => {
  usual = await city('usual');
});

const isPerception = (node: string) => node.startsWith('P');

/** P indicators that fell, or for which no longer enough is heard, with everything else of P inside its interval. */
function deafened(heard: Heard, before = usual): string[] {
  return [...before.values]
    .filter(([id, { state, value }]) => isPerception(id) && value !== null && state === 'ok')
    .filter(([id, { low, high }]) => {
      const now = heard.values.get(id)!;
      // By the raw figure: points end at 0, where a bad ear cannot get worse.
      const worse = (heard.scores.get(id)!.value ?? 0) <= before.scores.get(id)!.value!;
      return now.value === null || now.state !== 'ok' || (worse && (now.value < low! || now.value > high!));
    })
    .map(([id]) => id)
    .sort();
}

test('(a) twice the troubles, and twice as urgent, with hands to match: 态势 doubles, every P score stays in its interval', async () => {
  const doubled = await city('doubled', { orders: 2 * orders, urgency: 2 });
  for (const measure of ['件次', '工单数', '诉求人数']) {
    const ratio = doubled.situation.get(measure)! / usual.situation.get(measure)!;
    expect(ratio, measure).toBeGreaterThan(1.9);
    expect(ratio, measure).toBeLessThan(2.1);
  }
  for (const signal of ['紧急', '安全风险', '扬言升级']) {
    const measure = `风险线索（${signal}）`;
    expect(doubled.situation.get(measure)! / usual.situation.get(measure)!, measure).toBeGreaterThan(2.5);
  }
  const outside = [...usual.scores].filter(([node, { low, high }]) => {
    const now = doubled.scores.get(node)!;
    return isPerception(node) && low !== null && (now.value! < low || now.value! > high!);
  });
  expect(outside.map(([node]) => node)).toEqual([]);
});

describe('(b) a hotline that hears less looks quieter, and loses exactly where it stopped listening', () => {
  test('a channel dropped', async () => {
    const heard = await city('no-channel', {}, (order) => order.受理渠道 !== '微信');
    expect(heard.situation.get('工单数')!).toBeLessThan(usual.situation.get('工单数')!);
    expect(deafened(heard)).toEqual(['P13']);
  });
});

describe('(b) and in a city of many events', () => {
  let wide: Heard;
  beforeAll(async () => {
    wide = await city('eventful', eventful);
  });

  test('places stripped', async () => {
    const heard = await city('no-places', eventful, (order) => {
      for (const name of ['地址', '标题', '主要内容'] as const)
        order[name] = name === '地址' ? '' : order[name]!.replace(named, '');
      return true;
    });
    expect(deafened(heard, wide)).toEqual(['P31', 'P32', 'P52', 'P61']);
  });

  test('the feed three days late', async () => {
    const heard = await city('late', eventful, (order) => {
      order.入库时间 = later(order.入库时间!, 3 * 86_400);
      // What would come in after the export is not in it yet.
      return order.入库时间 < exported;
    });
    expect(deafened(heard, wide)).toEqual(['P41', 'P61']);
  });

  test('merging stopped', async () => {
    const heard = await city('no-merging', eventful, (order) => {
      order.并入工单号 = '';
      order.并单时间 = '';
      return true;
    });
    expect(deafened(heard, wide)).toEqual(['P42', 'P52']);
  });
});

test('(c) handling at half the speed: only R moves', async () => {
  const slow = await city('slow', {}, (order) => {
    const start = order.派单时间;
    if (!start) return true;
    for (const name of ['签收时间', '首次联系时间', '办结时间', '回访时间'])
      if (order[name]) order[name] = later(start, 2 * (seconds(order[name]) - seconds(start)));
    if (order.办结时间! >= exported)
      for (const name of ['办结时间', '回访时间', '是否有效回访', '是否解决', '满意度']) order[name] = '';
    return true;
  });
  expect(deafened(slow)).toEqual([]);
  for (const id of ['R22', 'R31', 'R32', 'R33'])
    expect(slow.scores.get(id)!.value!, id).toBeLessThan(usual.scores.get(id)!.low!);
  expect(slow.scores.get('R3')!.value!).toBeLessThan(usual.scores.get('R3')!.low!);
});
