import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Site } from '../site/site.ts';
import { TransientError, UserError } from '../user-error.ts';
import type { Edition } from './edition.ts';
import { layOutProject, reportsFolder, tablesFolder } from './project.ts';
import { publishedFolder } from './publish.ts';
import { relateLinks } from './relative-links.ts';
import { replaceFolder } from './replace-folder.ts';

export interface BuildOptions {
  /** Told at the start of each stage. */
  onStage?: (stage: string) => void;
  /** Whose tables: 内部版 goes to `SITE/site`, 公开版 to `SITE/site-public`. */
  edition?: Edition;
}

export interface BuiltSite {
  folder: string;
  pages: number;
  seconds: number;
}

/** Where the built site of an edition is. */
export const builtFolder = (site: Pick<Site, 'dir'>, edition: Edition): string =>
  join(site.dir, edition === 'internal' ? 'site' : 'site-public');

/**
 * Builds the static site from what `published` wrote, without a network, and puts it in the place of the old one only
 * when it is whole. Evidence's output goes to `SITE/.build/report.log`.
 * @throws UserError when nothing is published, a page or a query fails, or another build of this site is running.
 */
export async function buildSite(
  site: Pick<Site, 'dir'>,
  { onStage, edition = 'internal' }: BuildOptions = {},
): Promise<BuiltSite> {
  const started = performance.now();
  const build = join(site.dir, '.build');
  const work = join(build, 'evidence');
  mkdirSync(build, { recursive: true });
  const unlock = lock(join(build, 'report.lock'));
  try {
    onStage?.('laying out the pages');
    const template = layOutProject(work, publishedFolder(site, edition));
    onStage?.('building the pages');
    await runVite(template, join(build, 'report.log'));
    const built = join(template, 'build');
    const pages = countPages(built);
    if (!existsSync(join(built, 'index.html')))
      throw new UserError('the build ended without a first page', { where: join(build, 'report.log'), exitCode: 1 });
    relateLinks(built);
    onStage?.('putting the site in place');
    const folder = builtFolder(site, edition);
    const incoming = `${folder}.incoming`;
    rmSync(incoming, { recursive: true, force: true });
    renameSync(built, incoming);
    replaceFolder(folder, incoming);
    return { folder, pages, seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(work, { recursive: true, force: true });
    unlock();
  }
}

async function runVite(template: string, log: string): Promise<void> {
  const output: string[] = [];
  const child = spawn(process.execPath, [join(reportsFolder, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
    cwd: template,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=4096`,
      EVIDENCE_IS_BUILDING: 'true',
      SEND_ANONYMOUS_USAGE_STATS: 'no',
      MINQING_SITE_VERSION: siteVersion(template),
    },
  });
  const stop = () => child.kill();
  process.once('exit', stop);
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.push(text);
      if (text.includes(queryFailed)) stop();
    });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.removeListener('exit', stop);
  const text = output.join('');
  writeFileSync(log, text);
  const failure = firstFailure(text);
  if (status !== 0 || failure)
    throw new UserError(`the site could not be built: ${failure ?? `the builder ended with ${status}`}`, {
      where: log,
      fix: 'the last good site stays in place; the file named holds everything the builder said',
      exitCode: 1,
    });
}

/** What Evidence says, and goes on. */
const queryFailed = 'Error in Query!';

/** What went wrong first. A query that fails does not fail Evidence's build: its page would be empty. */
export function firstFailure(output: string): string | undefined {
  const lines = stripVTControlCharacters(output).split('\n');
  const line =
    lines.find((candidate) => candidate.includes(queryFailed)) ??
    lines.find((candidate) => /^\s*(\w*Error|\[vite[^\]]*\]|Error):?\s+\S/.test(candidate)) ??
    lines.find((candidate) => candidate.includes('[ERROR]'));
  return line
    ?.replace(/^\s*\[ERROR\]:\s*(x\s*)?/, '')
    .trim()
    .slice(0, 300);
}

/** The same tables and pages give the same site, file for file. */
function siteVersion(template: string): string {
  const hash = createHash('sha256');
  const tables = join(template, tablesFolder);
  for (const name of readdirSync(tables).sort()) hash.update(`${name}\n`).update(readFileSync(join(tables, name)));
  return hash.digest('hex').slice(0, 16);
}

function countPages(folder: string): number {
  return readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('index.html')).length;
}

/** One build per site at a time; what a killed build left is taken over. */
function lock(file: string): () => void {
  const take = () => writeFileSync(file, String(process.pid), { flag: 'wx' });
  try {
    take();
  } catch {
    const holder = Number(readFileSync(file, 'utf8'));
    if (isAlive(holder))
      throw new TransientError(`process ${holder} is building this site`, {
        where: file,
        fix: 'wait for it to end',
        exitCode: 1,
      });
    rmSync(file, { force: true });
    take();
  }
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
