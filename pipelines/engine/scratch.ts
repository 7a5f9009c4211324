import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../site/site.ts';

/**
 * A private folder of this process for spill and temporary files, which may hold unmasked rows: mode 0700, wiped at
 * the end; what a killed process left is wiped at the next start.
 */
export function openScratch(site: Site): { dir: string; wipe: () => void } {
  const parent = join(site.dir, '.minqing', 'scratch');
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  chmodSync(parent, 0o700);
  for (const name of readdirSync(parent))
    if (!alive(Number(name))) rmSync(join(parent, name), { recursive: true, force: true });
  const dir = join(parent, String(process.pid));
  // In a container the process that was killed had the same number.
  if (!openedHere.has(dir)) rmSync(dir, { recursive: true, force: true });
  openedHere.add(dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const wipe = () => rmSync(dir, { recursive: true, force: true });
  process.once('exit', wipe);
  return { dir, wipe };
}

const openedHere = new Set<string>();

const alive = (pid: number): boolean => {
  if (existsSync(`/proc/${pid}`)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
