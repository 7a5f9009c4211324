import { existsSync, rmSync } from 'node:fs';

/** The smallest possible thread module; the tests of the pool run it. A task kills its thread while its `fuse` lies there. */
export const start =
  ({ plus }: { plus: number }) =>
  ({
    value,
    wait = 0,
    fuse,
    burns = true,
  }: {
    value: number;
    wait?: number;
    fuse?: string;
    burns?: boolean;
  }): number => {
    if (fuse && existsSync(fuse)) {
      if (burns) rmSync(fuse);
      process.exit(9);
    }
    if (value < 0) throw new RangeError('negative');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    return 2 * value + plus;
  };
