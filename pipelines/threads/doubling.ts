/** The smallest possible thread module; the tests of the pool run it. */
export const start =
  ({ plus }: { plus: number }) =>
  ({ value, wait = 0 }: { value: number; wait?: number }): number => {
    if (value < 0) throw new RangeError('negative');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    return 2 * value + plus;
  };
