import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Pool } from './pool.ts';

type Doubling = Pool<{ value: number; wait?: number; fuse?: string; burns?: boolean }, number>;
let pool: Doubling;
const open = (threads?: number): Doubling => {
  pool = new Pool(new URL('./doubling.ts', import.meta.url), { plus: 1 }, threads);
  return pool;
};
afterEach(() => pool.close());

const all = async (results: AsyncGenerator<number>): Promise<number[]> => {
  const list: number[] = [];
  for await (const result of results) list.push(result);
  return list;
};

test('a TypeScript module runs in threads, with its input', async () => {
  expect(await open(1).run({ value: 20 })).toBe(41);
});

test('results come in the order of the tasks, whichever thread is first', async () => {
  const tasks = Array.from({ length: 12 }, (_, value) => ({ value, wait: value % 2 === 0 ? 20 : 0 }));
  expect(await all(open().map(tasks))).toEqual(tasks.map(({ value }) => 2 * value + 1));
});

test('never more threads than cores, never none', () => {
  expect(open(1000).threads).toBe(availableParallelism());
  void pool.close();
  expect(open(0).threads).toBe(1);
});

test('an error in a thread reaches the caller, and the pool goes on', async () => {
  open(1);
  await expect(all(pool.map([{ value: 1 }, { value: -1 }, { value: 2 }]))).rejects.toThrow('negative');
  expect(await pool.run({ value: 3 })).toBe(7);
});

test('a thread that dies is replaced, and its task is done again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-pool-'));
  const fuse = join(dir, 'fuse');
  try {
    open(2);
    writeFileSync(fuse, '');
    const tasks = Array.from({ length: 8 }, (_, value) => ({ value, ...(value === 3 && { fuse }) }));
    expect(await all(pool.map(tasks))).toEqual(tasks.map(({ value }) => 2 * value + 1));
    writeFileSync(fuse, '');
    await expect(pool.run({ value: 1, fuse, burns: false })).rejects.toThrow('died 3 times');
    rmSync(fuse);
    expect(await pool.run({ value: 4, fuse })).toBe(9);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
