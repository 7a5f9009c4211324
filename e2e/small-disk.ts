import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A folder on a disk of its own (a tmpfs), which is soon full and can be made larger. Only root may mount one. */
export class SmallDisk {
  readonly #folder: string;
  readonly #unmount = () => this.unmount();

  private constructor(folder: string) {
    this.#folder = folder;
    process.once('exit', this.#unmount);
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

  /** Takes it away with all it holds, also while something still has a file open on it. */
  unmount(): void {
    process.off('exit', this.#unmount);
    if (spawnSync('umount', [this.#folder]).status !== 0) spawnSync('umount', ['-l', this.#folder]);
  }
}
