// `npm start`: from a fresh clone to a city's scorecard. Installs what is missing, makes the demo city, runs the
// pipeline, prints the scorecard, builds the site, says where everything is, and exits.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

setUp(['packages', 'site']);

const minqing = fileURLToPath(new URL('./minqing.mjs', import.meta.url));
const site = fileURLToPath(new URL('../demo', import.meta.url));
const step = (...args) => {
  const { status } = spawnSync(process.execPath, [minqing, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(`${site}/site.yaml`)) step('init', site, '--demo');
step('run', site);
step('scores', site);
step('report', site);
console.log(`
The demo city lies in ${site}
  its scorecard:  npx minqing scores demo
  why a number:   npx minqing explain R32 demo
  its site:       npx minqing serve demo      (then open the address it prints)`);
