import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';

/**
 * A folder on a disk of its own (a tmpfs), which is soon full and can be made larger. Only root may mount one. It is
 * taken away with all it holds when this process ends, in whatever way.
 */
export class SmallDisk {
  readonly #folder: string;
  /** Unmounts when its input ends, which it does when this process is gone; also while a file is open there. */
  readonly #watcher: ChildProcess;

  private constructor(folder: string) {
    this.#folder = folder;
    const script = 'read -r line; umount "$1" 2>/dev/null || umount -l "$1"';
    this.#watcher = spawn('/bin/sh', ['-c', script, 'sh', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
  }

  /** Mounts a disk of `size` (as `mount` takes it: `8m`) on a folder, made when missing; undefined where one may not. */
  static mount(folder: string, size: string): SmallDisk | undefined {
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
    return status === 0 ? new SmallDisk(folder) : undefined;
  }

  enlarge(size: string): void {
    const { status, stderr } = spawnSync('mount', ['-o', `remount,size=${size}`, this.#folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the disk cannot be enlarged: ${stderr}`);
  }

  async unmount(): Promise<void> {
    const ended = once(this.#watcher, 'exit');
    this.#watcher.stdin!.end();
    await ended;
  }
}
