import { csvLine } from '../csv.ts';
import { writeLines } from '../csv-file.ts';
import { eventsOf } from '../events/workbench.ts';
import { type LooseRows, readLooseFile } from '../ingest/loose-file.ts';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { topicsOf, writeTopics } from '../topics/workbench.ts';
import { print, warn } from './terminal.ts';

interface WorkbenchOptions {
  text: string;
  out: string;
  id?: string;
  seed: number;
  time?: string;
  json?: boolean;
}

/** `minqing topics`: the topic method alone, on a file: `id,label`; with --split two files, by model 1 and by model 2. */
export async function topics(file: string, options: WorkbenchOptions & { k?: number; split?: number }): Promise<void> {
  const rows = await read(file, options);
  const { models, labels } = await topicsOf(rows, {
    k: options.k ?? 'auto',
    seed: options.seed,
    ...(options.split !== undefined && { split: options.split }),
  }).finally(closeSharedSegmenter);
  const files = writeTopics(options.out, labels);
  const found = models.at(-1)!.topics.map(({ id, label }) => ({ id, label }));
  if (options.json)
    print(JSON.stringify({ documents: rows.ids.length, rejected: rows.rejected, topics: found, files }, null, 1));
  else
    print(
      `${found.map(({ id, label }) => `${id} ${label}`).join('\n')}\n${rows.ids.length} documents, ${found.length} topics: ${files.join(', ')}`,
    );
}

/** `minqing events`: the event method alone, on a file: `id,event` for every group of two or more. */
export async function events(file: string, options: WorkbenchOptions & { resident?: string }): Promise<void> {
  const rows = await read(file, options, options.resident);
  const found = await eventsOf({
    ids: rows.ids,
    titles: rows.titles,
    bodies: rows.bodies,
    ...(options.time && { times: rows.times }),
    ...(options.resident && { residents: rows.residents }),
  });
  writeLines(
    options.out,
    [['id', 'event'], ...found.map(({ id, event }) => [id, String(event)])].map((cells) => csvLine(cells, '\n')),
  );
  const groups = new Set(found.map(({ event }) => event)).size;
  if (options.json)
    print(
      JSON.stringify({
        documents: rows.ids.length,
        rejected: rows.rejected,
        groups,
        members: found.length,
        file: options.out,
      }),
    );
  else print(`${rows.ids.length} documents, ${groups} groups with ${found.length} members: ${options.out}`);
}

async function read(file: string, { text, id, time }: WorkbenchOptions, resident?: string): Promise<LooseRows> {
  const rows = await readLooseFile(file, { text: text.split(','), id, time, resident });
  if (rows.rejected > 0) warn(`${rows.rejected} rows could not be read and are left out`);
  return rows;
}
