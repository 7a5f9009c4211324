// Installs what is missing, and says what it does. Needs nothing but Node: it runs before anything is installed.
//   node bin/setup.mjs [packages] [site] [browser] [fonts] [ducklake] [temporal] [python]     default: packages site
// Each thing is looked for in this order: an environment variable, the PATH, the cache folder (MINQING_CACHE),
// the usual download, the system's package manager. What cannot be had is said in one line, with the fix.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cacheDir = process.env.MINQING_CACHE ?? join(homedir(), '.cache', 'minqing');

const say = (text) => console.error(`set-up: ${text}`);

const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', ...options });

/** Runs quietly; on failure shows the last lines and the fix. */
function must(what, fix, command, args, options) {
  const done = run(command, args, options);
  if (done.status === 0) return;
  const tail = `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`
    .trim()
    .split('\n')
    .slice(-15)
    .join('\n');
  throw new Error(`${what} failed: ${command} ${args.join(' ')}\n${tail}\n  fix: ${fix}`);
}

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, name))
    .find((file) => existsSync(file));

/** `npm ci` in a folder, unless the lockfile is the one that was installed last. */
function installPackages(folder, what) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say(`installing ${what} (npm ci)`);
  must(
    `installing ${what}`,
    'check the network and the npm registry, then try again',
    'npm',
    ['ci', '--no-audit', '--no-fund'],
    {
      cwd: folder,
    },
  );
  writeFileSync(stamp, lock);
}

const isRoot = () => process.getuid?.() === 0;

let aptUpdated = false;
function aptInstall(packages) {
  if (!isRoot() || !onPath('apt-get')) return false;
  say(`installing ${packages.join(' ')} (apt-get)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!aptUpdated) run('apt-get', ['update', '-qq'], { env });
  aptUpdated = true;
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env }).status === 0;
}

/** Path of a Chromium, or undefined. */
export function findBrowser() {
  const given = process.env.MINQING_CHROMIUM;
  if (given) return existsSync(given) ? given : undefined;
  const found = ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find(Boolean);
  if (found) return found;
  const browsers = join(cacheDir, 'browsers');
  if (!existsSync(browsers)) return undefined;
  return readdirSync(browsers, { recursive: true, encoding: 'utf8' })
    .map((file) => join(browsers, file))
    .find((file) => /[\\/](chrome|headless_shell|chrome-headless-shell)$/.test(file));
}

/** Path of a Python with pandas and pyarrow, which the tests read open data back with, or undefined. */
export function findPython() {
  const candidates = process.env.MINQING_PYTHON
    ? [process.env.MINQING_PYTHON]
    : [join(pythonDir, 'bin', 'python'), onPath('python3')];
  return candidates.find((path) => path && run(path, ['-c', 'import pandas, pyarrow, openpyxl']).status === 0);
}

const pythonDir = join(cacheDir, 'python');

const temporalVersion = 'v1.5.1';
const temporalDir = join(cacheDir, 'temporal');

/** The `temporal` program, as { path, how }, or undefined. */
export function findTemporal() {
  const given = process.env.MINQING_TEMPORAL_BIN;
  if (given) return existsSync(given) ? { path: resolve(given), how: 'from MINQING_TEMPORAL_BIN' } : undefined;
  const found = onPath('temporal');
  if (found) return { path: found, how: 'on the PATH' };
  const cached = existsSync(temporalDir) && readdirSync(temporalDir).find((name) => /^temporal(-.*\d)?$/.test(name));
  return cached ? { path: join(temporalDir, cached), how: 'in the cache folder' } : undefined;
}

const things = {
  packages: () => installPackages(root, 'the packages'),

  site: () => installPackages(join(root, 'reports'), 'the site builder'),

  browser: () => {
    if (findBrowser()) return;
    say('no Chromium found: trying the download');
    const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: join(cacheDir, 'browsers') };
    const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
    run(process.execPath, [cli, 'install', 'chromium-headless-shell'], { env, timeout: 300_000 });
    if (findBrowser()) return;
    aptInstall(['chromium']);
    if (!findBrowser()) throw new Error('no Chromium\n  fix: install Chromium, or set MINQING_CHROMIUM to its path');
  },

  fonts: () => {
    const listed = run('fc-list', [':lang=zh', 'family']);
    if (listed.status === 0 && listed.stdout.trim()) return;
    if (!aptInstall(['fonts-noto-cjk', 'fontconfig']))
      say('no Chinese font: pictures of pages will show boxes; install fonts-noto-cjk');
  },

  temporal: () => {
    if (findTemporal()) return;
    const fix = 'install the Temporal CLI (https://docs.temporal.io/cli), or set MINQING_TEMPORAL_BIN to its path';
    if (process.env.MINQING_TEMPORAL_BIN) throw new Error(`no file ${process.env.MINQING_TEMPORAL_BIN}\n  fix: ${fix}`);
    mkdirSync(temporalDir, { recursive: true });
    say('no Temporal server found: trying the download');
    // The SDK downloads while it starts a server. Whether there is a way to the archive is known much sooner.
    const script = `
      await fetch('https://temporal.download', { method: 'HEAD', signal: AbortSignal.timeout(10_000) });
      const { TestWorkflowEnvironment } = await import('@temporalio/testing');
      const executable = { type: 'cached-download', downloadDir: process.argv[1], version: process.argv[2] };
      await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();`;
    run(process.execPath, ['--input-type=module', '-e', script, temporalDir, temporalVersion], { timeout: 300_000 });
    if (findTemporal()) return;
    if (!onPath('go')) throw new Error(`no Temporal server\n  fix: ${fix}`);
    say('building the Temporal server (go install): about 5 minutes and 252 MB, once');
    must(
      'building the Temporal server',
      fix,
      'go',
      ['install', `github.com/temporalio/cli/cmd/temporal@${temporalVersion}`],
      {
        env: { ...process.env, GOBIN: temporalDir },
      },
    );
  },

  python: () => {
    if (findPython()) return;
    const fix = 'install Python 3 with venv, pandas, pyarrow and openpyxl, or set MINQING_PYTHON to one that has them';
    if (process.env.MINQING_PYTHON)
      throw new Error(`${process.env.MINQING_PYTHON} lacks pandas, pyarrow or openpyxl\n  fix: ${fix}`);
    say('installing pandas, pyarrow and openpyxl (pip), which the tests read open data back with');
    if (!onPath('python3')) aptInstall(['python3', 'python3-venv']);
    const made = () => run('python3', ['-m', 'venv', '--clear', pythonDir]).status === 0;
    if (!made() && aptInstall(['python3-venv'])) made();
    const packages = ['pandas>=2,<4', 'pyarrow>=15', 'openpyxl>=3.1'];
    must('installing pandas, pyarrow and openpyxl', fix, join(pythonDir, 'bin', 'python'), [
      '-m',
      'pip',
      'install',
      '-q',
      ...packages,
    ]);
  },

  ducklake: () => {
    const target = join(cacheDir, 'ducklake.duckdb_extension');
    if (process.env.MINQING_DUCKLAKE || existsSync(target)) return;
    mkdirSync(cacheDir, { recursive: true });
    say('fetching the DuckLake extension');
    const folder = mkdtempSync(join(tmpdir(), 'minqing-ducklake-'));
    try {
      const script = `
        import { DuckDBInstance } from 'duckdb';
        const connection = await (await DuckDBInstance.create(':memory:', { extension_directory: process.argv[1] })).connect();
        await connection.run('install ducklake');`;
      run(process.execPath, ['--input-type=module', '-e', script, folder], { timeout: 60_000 });
      if (!extensionIn(folder)) {
        run('pip', ['download', '--no-deps', '-q', '-d', folder, 'duckdb-extension-ducklake==1.5.5']);
        const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
        if (wheel) run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
      }
      const found = extensionIn(folder);
      if (!found)
        throw new Error(
          'no DuckLake extension\n  fix: set MINQING_DUCKLAKE to ducklake.duckdb_extension for DuckDB 1.5.5 (only a warehouse on DuckLake needs it)',
        );
      copyFileSync(found, target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const extensionIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .find((file) => file.endsWith('ducklake.duckdb_extension'));

/** Makes sure of the named things; ends the process with code 2 and one message when one cannot be had. */
export function setUp(names) {
  try {
    for (const name of names) {
      if (!things[name]) throw new Error(`there is no ${name}\n  fix: one of ${Object.keys(things).join(', ')}`);
      things[name]();
    }
  } catch (error) {
    console.error(`set-up: ${error.message}`);
    process.exit(2);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp(process.argv.length > 2 ? process.argv.slice(2) : ['packages', 'site']);
}
