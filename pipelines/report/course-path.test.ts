import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { reportsFolder } from './project.ts';

interface Row {
  position: number;
  high: number;
  low: number;
}
type Height = (row: Row) => number;

const { linePath, bandPath } = (await import(pathToFileURL(join(reportsFolder, 'components/course-path.js')).href)) as {
  linePath: (rows: Row[], x: Height, y: Height) => string;
  bandPath: (rows: Row[], x: Height, top: Height, bottom: Height) => string;
};

const rows = [40, 36, 44, 44].map((height, i) => ({ position: i + 3, high: height - 5, low: height + 6 + i }));
const x = (row: Row) => row.position;

/** Where a path of M, l, V and z comes by. */
function places(path: string): [number, number][] {
  const found: [number, number][] = [];
  for (const [, letter, text] of path.matchAll(/([MlVz])([^MlVz]*)/g)) {
    const numbers = (text!.match(/-?\d+/g) ?? []).map(Number);
    if (letter === 'V') found.push([found.at(-1)![0], numbers[0]!]);
    else
      for (let i = 0; i < numbers.length; i += 2) {
        const [fromX, fromY] = letter === 'l' ? found.at(-1)! : [0, 0];
        found.push([fromX + numbers[i]!, fromY + numbers[i + 1]!]);
      }
  }
  return found;
}

describe('paths of courses', () => {
  test('a line comes by every row, in steps', () => {
    const path = linePath(rows, x, (row) => row.low);
    expect(path).toBe('M3 46l1-3 1 9 1 1');
    expect(places(path)).toEqual(rows.map((row) => [row.position, row.low]));
  });

  test('a band goes along the top and back along the bottom, and is closed', () => {
    const path = bandPath(
      rows,
      x,
      (row) => row.high,
      (row) => row.low,
    );
    expect(places(path)).toEqual([
      ...rows.map((row) => [row.position, row.high]),
      ...rows.toReversed().map((row) => [row.position, row.low]),
    ]);
    expect(path.endsWith('z')).toBe(true);
  });

  test('one row alone is a place without steps', () => {
    expect(linePath(rows.slice(0, 1), x, (row) => row.high)).toBe('M3 35');
  });
});
