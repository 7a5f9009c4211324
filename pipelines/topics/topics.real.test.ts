import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { topicsOf, type WorkbenchTexts, writeTopics } from './workbench.ts';

/** Floors on public data, over 5 seeds. `MINQING_EVAL` is the folder with `data/` and `eval/`. */
const evaluation = process.env.MINQING_EVAL ?? '';
const seeds = [1, 2, 3, 4, 5];
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-real-topics-'));
});
afterAll(async () => {
  await closeSharedSegmenter();
  rmSync(dir, { recursive: true, force: true });
});

const rowsOf = (file: string): string[][] =>
  parse(readFileSync(join(evaluation, 'data', file)), { bom: true, fromLine: 2, relaxColumnCount: true });

/** The ruler's verdict on two files of `id,label`. */
const compared = (truth: string, labels: string): { nmi: number; ari: number } =>
  JSON.parse(
    execFileSync(process.execPath, [join(evaluation, 'eval/clusters.mjs'), truth, labels], { encoding: 'utf8' }),
  );

interface Corpus {
  name: string;
  k: number;
  floors: { nmi: number; ari: number };
  load(): { texts: WorkbenchTexts; classes: string[] };
}

const numbered = (rows: string[][]): string[] => rows.map((_, i) => String(i + 1));

const corpora: Corpus[] = [
  {
    name: '附件2-1377',
    k: 7,
    floors: { nmi: 0.516, ari: 0.4 },
    load() {
      const rows = rowsOf('tipdm2020c/附件2-1377.csv');
      const times = rows.map((row) => row[3]!.replace(/(?<!\d)\d(?!\d)/g, '0$&'));
      const texts = {
        ids: numbered(rows),
        titles: rows.map((row) => row[2]!),
        bodies: rows.map((row) => row[4]!),
        times,
      };
      return { texts, classes: rows.map((row) => row[5]!) };
    },
  },
  {
    name: 'headlines',
    k: 10,
    floors: { nmi: 0.509, ari: 0.35 },
    load() {
      const rows = rowsOf('headlines/dev.csv');
      return {
        texts: { ids: numbered(rows), titles: rows.map((row) => row[0]!), bodies: rows.map(() => null) },
        classes: rows.map((row) => row[1]!),
      };
    },
  },
];

describe.each(corpora)('topics of $name', ({ name, k, floors, load }) => {
  test('agree with the classes, and with each other, whatever the seed', async () => {
    const { texts, classes } = load();
    const truth = join(dir, `${name}.truth.csv`);
    writeFileSync(truth, `id,label\n${texts.ids.map((id, i) => `${id},${classes[i]}\n`).join('')}`);
    const files: string[] = [];
    for (const seed of seeds) {
      const { labels } = await topicsOf(texts, { k, seed });
      files.push(...writeTopics(join(dir, `${name}.${seed}.csv`), labels));
    }
    const verdicts = files.map((file) => compared(truth, file));
    console.log(name, JSON.stringify(verdicts.map(({ nmi, ari }) => [+nmi.toFixed(3), +ari.toFixed(3)])));
    expect(Math.min(...verdicts.map(({ nmi }) => nmi))).toBeGreaterThanOrEqual(floors.nmi);
    expect(Math.min(...verdicts.map(({ ari }) => ari))).toBeGreaterThanOrEqual(floors.ari);
    const pairs = files.flatMap((a, i) => files.slice(i + 1).map((b) => compared(a, b).ari));
    console.log(name, 'seed against seed', JSON.stringify(pairs.map((ari) => +ari.toFixed(3))));
    expect(Math.min(...pairs)).toBeGreaterThanOrEqual(0.7);
  }, 600_000);

  test('stay themselves when carried to later documents', async () => {
    const { texts } = load();
    for (const seed of seeds) {
      const { labels, models } = await topicsOf(texts, { k, seed, split: 0.6 });
      const [first, second] = writeTopics(join(dir, `${name}.carried.csv`), labels);
      const { ari } = compared(first!, second!);
      console.log(name, 'carried', ari.toFixed(3));
      expect(ari).toBeGreaterThanOrEqual(0.88);
      const later = new Set(labels[1]!.map(({ label }) => label));
      for (const { id } of models[0]!.topics) expect(later).toContain(id);
    }
  }, 600_000);
});
