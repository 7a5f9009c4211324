import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { modelToBytes } from './serial.ts';
import { topicsOf, type WorkbenchTexts, writeTopics } from './workbench.ts';

afterAll(closeSharedSegmenter);

const matters = [
  '工地夜间施工噪音扰民无法休息',
  '小区停水多日自来水水压不足',
  '违规占道停车堵塞消防通道',
  '培训学校拒绝退还学费',
];
const texts: WorkbenchTexts = {
  ids: Array.from({ length: 90 }, (_, i) => `G${String(i).padStart(3, '0')}`),
  titles: Array.from({ length: 90 }, (_, i) => matters[i % 4]!),
  bodies: Array.from({ length: 90 }, (_, i) =>
    i === 7 ? null : `${matters[i % 4]}，${['楼下', '门口', '路边', '对面', '拐角'][i % 5]}已经很久`,
  ),
};

test('like texts get one label, every id gets one, and the order of rows does not matter', async () => {
  const { labels, models } = await topicsOf(texts, { k: 4, seed: 1, segmentation: { threads: 2 } });
  expect(labels[0]!.map(({ id }) => id)).toEqual(texts.ids);
  const labelOf = labels[0]!.map(({ label }) => label);
  expect(new Set(labelOf.slice(0, 4)).size).toBe(4);
  expect(labelOf.every((label, i) => label === labelOf[i % 4])).toBe(true);
  const turned = [...texts.ids.keys()].reverse();
  const pick = <Value>(list: Value[]): Value[] => turned.map((i) => list[i]!);
  const again = await topicsOf(
    { ids: pick(texts.ids), titles: pick(texts.titles), bodies: pick(texts.bodies) },
    { k: 4, seed: 1, segmentation: { threads: 1 } },
  );
  expect(again.labels).toEqual(labels);
  const third = await topicsOf(texts, { k: 4, seed: 1 });
  expect([again, third].map(({ models }) => modelToBytes(models[0]!))).toEqual(Array(2).fill(modelToBytes(models[0]!)));
}, 60_000);

test('a split labels the early documents twice, by ids that carry over', async () => {
  const times = texts.ids.map((_, i) => `2024-01-${String(1 + Math.floor(i / 4)).padStart(2, '0')}`);
  const { labels, models } = await topicsOf({ ...texts, times }, { k: 4, seed: 1, split: 0.6 });
  expect(labels.map((list) => list.length)).toEqual([54, 54]);
  expect(labels[1]).toEqual(labels[0]);
  expect(models[1]!.topics.map(({ id }) => id)).toEqual(['T001', 'T002', 'T003', 'T004']);
}, 60_000);

test('files have a header and quoted ids', () => {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-workbench-'));
  try {
    const one = [{ id: 'a,"b"', label: 'T001' }];
    expect(writeTopics(join(dir, 'o.csv'), [one])).toEqual([join(dir, 'o.csv')]);
    expect(readFileSync(join(dir, 'o.csv'), 'utf8')).toBe('id,label\n"a,""b""",T001\n');
    expect(writeTopics(join(dir, 'o.csv'), [one, one]).map((name) => name.slice(dir.length + 1))).toEqual([
      'o.csv.model1',
      'o.csv.model2',
    ]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.each([
  [{ k: 0, seed: 1 }, '--k'],
  [{ k: 2.5, seed: 1 }, '--k'],
  [{ k: 3, seed: 1, split: 1 }, '--split'],
])('impossible options %# are refused with a fix', async (options, where) => {
  await expect(topicsOf(texts, options)).rejects.toMatchObject({ name: 'UserError', where, fix: expect.any(String) });
});

const strange = [
  '',
  ' ',
  '水',
  '？！……。',
  '🙂🚒🔥',
  'The street light is broken',
  'Ночью шумно',
  '夜间噪音',
  '停'.repeat(100_000),
  '\u0000\ufffd',
];

test.each([1, 7, 500, 'auto'] as const)(
  'strange texts and k = %s: a label each, and no number that is none',
  async (k) => {
    const { models, labels } = await topicsOf(
      { ids: strange.map((_, i) => String(i)), titles: strange, bodies: strange.map(() => null) },
      { k, seed: 1 },
    );
    expect(labels[0]).toHaveLength(strange.length);
    for (const { label } of labels[0]!) expect(label).toMatch(/^(T\d{3}|other)$/);
    const [model] = models;
    expect(model!.topics.length).toBeLessThanOrEqual(strange.length);
    for (const numbers of [model!.centroids.data, model!.directions.data, [model!.poorFit, model!.looseFit]])
      expect([...numbers].every(Number.isFinite)).toBe(true);
  },
  60_000,
);

test('one row, and rows all empty, are no error; a split of one row neither', async () => {
  for (const titles of [['停水'], [null], [null, null]])
    for (const options of [{}, { split: 0.6 }]) {
      const ids = titles.map((_, i) => String(i));
      const { labels } = await topicsOf(
        { ids, titles, bodies: titles.map(() => null) },
        { k: 'auto', seed: 1, ...options },
      );
      expect(labels.every((list) => list.length >= 1)).toBe(true);
    }
}, 60_000);
