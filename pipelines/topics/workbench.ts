import { csvLine } from '../csv.ts';
import { writeLines } from '../csv-file.ts';
import { textToSegment } from '../text/clean.ts';
import { byCodePoint, type Corpus, CorpusBuilder } from '../text/corpus.ts';
import { findFixedPhrases, textsLookedAt } from '../text/fixed-phrases.ts';
import { type SegmenterOptions, sharedSegmenter, type TextBatch } from '../text/segmenter.ts';
import { UserError } from '../user-error.ts';
import { carryTopics } from './carry.ts';
import { fitTopics } from './fit.ts';
import { selected, type TopicModel, transform, withHeavyTitles } from './model.ts';
import type { Assignment } from './spherical-kmeans.ts';

export interface WorkbenchTexts {
  ids: string[];
  /** First column of the text, and the rest: a title counts twice. */
  titles: (string | null)[];
  bodies: (string | null)[];
  /** Sortable; only `split` uses them. Without them, the order of the rows is their time. */
  times?: (string | null)[];
}

export interface TopicsOptions {
  k: number | 'auto';
  seed: number;
  /** Share of documents, by time, that model 1 is learnt from; model 2 is carried to all of them. */
  split?: number;
  segmentation?: SegmenterOptions;
}

/** One document and the topic id nearest to it; every document has one. */
export interface Labelled {
  id: string;
  label: string;
}

export interface WorkbenchTopics {
  models: TopicModel[];
  /** One list; with `split` two: the early documents by model 1, and the same ones by model 2. */
  labels: Labelled[][];
}

/**
 * Topics of a file's texts, by the code that makes the warehouse's topics. The order of rows does not matter (documents
 * are sorted by id), except as their time when none is given. The threads of the segmenter stay: `closeSharedSegmenter`
 * ends them.
 * @throws UserError for an impossible split or k
 */
export async function topicsOf(
  texts: WorkbenchTexts,
  { k, seed, split, segmentation }: TopicsOptions,
): Promise<WorkbenchTopics> {
  if (split !== undefined && !(split > 0 && split < 1))
    throw new UserError('must lie between 0 and 1', { where: '--split', fix: 'write for example --split .6' });
  if (k !== 'auto' && !(Number.isInteger(k) && k >= 1))
    throw new UserError('must be a whole number from 1, or auto', { where: '--k', fix: 'write for example --k 10' });
  const order = [...texts.ids.keys()].sort((a, b) => byCodePoint(texts.ids[a]!, texts.ids[b]!) || a - b);
  const corpus = withHeavyTitles(await segmented(texts, order, segmentation), 2);
  const labelled = (documents: number[], model: TopicModel, { nearest }: Assignment): Labelled[] =>
    documents.map((d, i) => ({
      id: texts.ids[order[d]!]!,
      label: nearest[i]! < 0 ? 'other' : model.topics[nearest[i]!]!.id,
    }));
  const all = [...order.keys()];
  if (split === undefined) {
    const { model, assignment } = fitTopics(corpus, { k, seed });
    return { models: [model], labels: [labelled(all, model, assignment)] };
  }
  const early = earliest(texts, order, split);
  const earlyCorpus = selected(corpus, early);
  const first = fitTopics(earlyCorpus, { k, seed });
  const second = carryTopics(first.model, corpus, { seed, births: k === 'auto' }).model;
  return {
    models: [first.model, second],
    labels: [labelled(early, first.model, first.assignment), labelled(early, second, transform(second, earlyCorpus))],
  };
}

const documentsInBatch = 512;

async function segmented(texts: WorkbenchTexts, order: number[], options: SegmenterOptions = {}): Promise<Corpus> {
  const segmenter = await sharedSegmenter(options);
  const fixed = findFixedPhrases(someTexts(texts, order));
  const builder = new CorpusBuilder();
  const batches = function* (): Generator<TextBatch> {
    for (let at = 0; at < order.length; at += documentsInBatch) {
      const rows = order.slice(at, at + documentsInBatch);
      yield {
        titles: rows.map((row) => texts.titles[row] ?? null),
        bodies: rows.map((row) => texts.bodies[row] ?? null),
        fixed,
      };
    }
  };
  for await (const batch of segmenter.segment(batches())) builder.add(batch);
  return builder.build();
}

/** Titles and bodies of as many documents as show what is fixed, evenly from all. */
function someTexts(texts: WorkbenchTexts, order: number[]): string[] {
  const many = Math.min(textsLookedAt, order.length);
  return Array.from({ length: many }, (_, i) => order[Math.floor((i * order.length) / many)]!).flatMap((row) => [
    textToSegment(texts.titles[row]),
    textToSegment(texts.bodies[row]),
  ]);
}

/** The first documents by time (then row), given and returned as places in `order`, ascending. */
function earliest({ times }: WorkbenchTexts, order: number[], share: number): number[] {
  const time = (d: number): string => times?.[order[d]!] ?? '';
  const byTime = [...order.keys()].sort((a, b) => byCodePoint(time(a), time(b)) || order[a]! - order[b]!);
  return byTime.slice(0, Math.max(1, Math.floor(share * byTime.length))).sort((a, b) => a - b);
}

/** Writes `id,label`; with two lists, two files: `FILE.model1` and `FILE.model2`. Returns their names. */
export function writeTopics(file: string, labels: Labelled[][]): string[] {
  return labels.map((list, i) => {
    const name = labels.length === 1 ? file : `${file}.model${i + 1}`;
    writeLines(
      name,
      [['id', 'label'], ...list.map(({ id, label }) => [id, label])].map((cells) => csvLine(cells, '\n')),
    );
    return name;
  });
}
