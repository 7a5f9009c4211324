import { existsSync, renameSync, rmSync } from 'node:fs';

/** Puts `incoming` in the place of `folder` by rename; the old one is removed afterwards. Both must be on one disk. */
export function replaceFolder(folder: string, incoming: string): void {
  const outgoing = `${folder}.outgoing`;
  rmSync(outgoing, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, outgoing);
  renameSync(incoming, folder);
  rmSync(outgoing, { recursive: true, force: true });
}
