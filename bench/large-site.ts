/**
 * The site of a large city: 20 districts with 100 streets and 480 units over 36 months, of invented figures.
 *   npx tsx bench/large-site.ts [FOLDER]
 *
 * published       seconds to write the tables that pages are made from, and their size
 * build           seconds until the site is in place; highest memory of the builder and its processes together
 * site            pages, size, and the largest pages
 *
 * FOLDER keeps the site; without it everything is removed.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSite } from '../pipelines/report/build.ts';
import { publish } from '../pipelines/report/publish.ts';
import { openSampleMarts, sampleParameters } from '../pipelines/report/sample-marts.ts';

const size = { districts: 20, units: 480, months: 36, orders: 300_000 };

async function main(): Promise<void> {
  const [kept] = process.argv.slice(2);
  const dir = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'minqing-large-site-'));
  try {
    const data = join(dir, '.build', 'data');
    const publishing = await timed(() => publishSample(data));
    const look = watchMemory();
    const { pages, folder } = await buildSite({ dir });
    const peak = look.stop();
    const files = sizes(folder);
    console.log(
      JSON.stringify(
        {
          size,
          published: { seconds: publishing, MB: megabytes(sizes(data)) },
          build: { seconds: look.seconds(), 'peak MB of the processes it starts': peak },
          site: {
            pages,
            MB: megabytes(files),
            largest: files.slice(0, 5).map(({ name, bytes }) => `${name} ${Math.round(bytes / 1000)} kB`),
          },
        },
        null,
        2,
      ),
    );
  } finally {
    if (!kept) rmSync(dir, { recursive: true, force: true });
  }
}

async function publishSample(folder: string): Promise<void> {
  const { warehouse, close } = await openSampleMarts(size);
  try {
    await publish(warehouse, folder, sampleParameters);
  } finally {
    close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return Number(((performance.now() - began) / 1000).toFixed(1));
}

/** Looks at the resident memory of all processes below this one, four times a second. */
function watchMemory() {
  const began = performance.now();
  let peak = 0;
  let ended = began;
  const look = setInterval(() => {
    peak = Math.max(peak, below(process.pid));
  }, 250);
  return {
    stop(): number {
      clearInterval(look);
      ended = performance.now();
      return Math.round(peak / 1024);
    },
    seconds: () => Number(((ended - began) / 1000).toFixed(1)),
  };
}

/** kB of the processes that a process has started, and of those that they have. */
function below(pid: number): number {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + resident(child) + below(child), 0);
  } catch {
    return 0;
  }
}

const resident = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

const sizes = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, stat: statSync(join(folder, name)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ name, stat }) => ({ name, bytes: stat.size }))
    .sort((a, b) => b.bytes - a.bytes);

const megabytes = (files: { bytes: number }[]): number =>
  Number((files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1));

await main();
