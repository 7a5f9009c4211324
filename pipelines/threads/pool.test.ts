import { availableParallelism } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { Pool } from './pool.ts';

type Doubling = Pool<{ value: number; wait?: number }, number>;
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
