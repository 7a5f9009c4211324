// `npm test`: installs what is missing (a browser included), checks types and style, and runs every test.
// `npm run test:real`: the tests on public exports and golden results; they need MINQING_EVAL, a folder with data/,
// eval/ and conformance/.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, findPython, findTemporal, setUp } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const real = process.argv.includes('--real');

setUp(['packages', 'site', 'browser', 'fonts', 'ducklake', 'temporal', 'python']);
const env = {
  ...process.env,
  MINQING_CHROMIUM: findBrowser(),
  MINQING_TEMPORAL_BIN: findTemporal().path,
  MINQING_PYTHON: findPython(),
};
if (real) {
  const folder = resolve(process.env.MINQING_EVAL ?? '');
  if (!process.env.MINQING_EVAL || !existsSync(join(folder, 'data'))) {
    console.error('test:real: set MINQING_EVAL to the folder that holds data/, eval/ and conformance/');
    process.exit(2);
  }
  env.MINQING_EVAL = folder;
}

const run = (command, args) => {
  const { status } = spawnSync(join(root, 'node_modules', '.bin', command), args, { cwd: root, env, stdio: 'inherit' });
  return status ?? 1;
};

mkdirSync(join(root, '.cache'), { recursive: true });
const report = join(root, '.cache', real ? 'test-real.json' : 'test.json');
rmSync(report, { force: true }); // an old report must never count
if (!real) {
  const failed = run('biome', ['check', '.']) || run('tsc', []);
  if (failed) process.exit(1);
}
const status = run('vitest', [
  'run',
  '--project',
  real ? 'real' : 'all',
  // vitest leaves one core to itself by default; tests on the public exports take much memory each.
  `--maxWorkers=${real ? 1 : '100%'}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
const skipped = numPendingTests + numTodoTests;
if (skipped > 0) console.error(`${skipped} tests were skipped: a skipped test proves nothing, so this run has failed`);
console.log(`${numPassedTests} passed, ${numFailedTests + skipped} failed`);
process.exit(status || (skipped > 0 ? 1 : 0));
