import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { regionShapes } from '../../fixtures/city/map.ts';
import { readRegionShapes } from './region-shapes.ts';
import type { Place } from './site.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-shapes-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const mapFile = join(scratch, 'regions.geojson');

const region = (code: string, name = code): Place => ({ code, name, aliases: [], parent: '' });
const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];
const feature = (code: unknown, coordinates: unknown, type = 'Polygon') => ({
  type: 'Feature',
  properties: { code },
  geometry: { type, coordinates },
});

function read(content: unknown, regions: Place[]) {
  writeFileSync(mapFile, typeof content === 'string' ? content : JSON.stringify(content));
  return readRegionShapes({ mapFile, regions });
}

const points = (path: string) =>
  path
    .split(/[MLZ]/)
    .filter(Boolean)
    .map((point) => point.split(' ').map(Number));

test('a site without a map has no shapes', () => {
  expect(readRegionShapes({ mapFile: undefined, regions: [region('A')] })).toEqual([]);
});

test('north is up, proportions are true at the latitude, and neighbours keep their common edge', () => {
  const city = { features: [feature('A', [square(100, 60, 0.2)]), feature('B', [square(100.2, 60, 0.2)])] };
  const [a, b] = read(city, [region('B'), region('A')]).reverse();
  expect([a!.code, b!.code]).toEqual(['A', 'B']);
  expect(Math.max(...points(a!.path).map(([x]) => x!))).toBe(Math.min(...points(b!.path).map(([x]) => x!)));
  // Two squares of .2 degrees at 60° N: twice as wide as one, each half as wide as high.
  expect(a!.height).toBeGreaterThan(980);
  expect(a!.height).toBeLessThan(1010);
  expect(a!.x).toBeLessThan(b!.x);
});

test('a name stands inside its region, in a crescent too, and in the largest of several parts', () => {
  const crescent = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
    [0, 8],
    [8, 8],
    [8, 2],
    [0, 2],
    [0, 0],
  ];
  const [one] = read({ features: [feature('A', [crescent])] }, [region('A')]);
  expect(one!.x).toBeGreaterThan(800);
  const parts = [[square(0, 0, 1)], [square(20, 0, 5)]];
  const [two] = read({ features: [feature('A', parts, 'MultiPolygon')] }, [region('A')]);
  expect(two!.x).toBeGreaterThan(700);
});

test('regions are found by code, else by name, and the demo city draws whole', () => {
  const [named] = read(
    { features: [{ properties: { name: '东湖区' }, geometry: { type: 'Polygon', coordinates: [square(0, 0, 1)] } }] },
    [region('D1', '东湖区')],
  );
  expect(named!.code).toBe('D1');
  const demo = regionShapes();
  const shapes = read(
    demo,
    demo.features.map(({ properties }) => region(properties.code, properties.name)),
  );
  expect(shapes.length).toBe(demo.features.length);
  for (const { path, x, y, height } of shapes) {
    expect(path).toMatch(/^(M[\d ]+(L[\d ]+)+Z)+$/);
    expect(x > 0 && x < 1000 && y > 0 && y < height).toBe(true);
  }
});

test.each([
  ['no JSON', '{'],
  ['no features', { type: 'FeatureCollection', features: [] }],
  ['a region nobody knows', { features: [feature('Z', [square(0, 0, 1)])] }],
  ['a point', { features: [feature('A', [1, 2], 'Point')] }],
  ['metres', { features: [feature('A', [square(448000, 4420000, 900)])] }],
  ['no coordinates', { features: [feature('A', [])] }],
  ['null', { features: [null] }],
])('%s is refused with the file and the fix', (_, content) => {
  expect(() => read(content, [region('A')])).toThrowError(
    expect.objectContaining({
      name: 'UserError',
      where: expect.stringContaining('regions.geojson'),
      fix: expect.any(String),
    }),
  );
});

test('any polygon gives whole numbers inside the plane', () => {
  const position = fc.tuple(
    fc.double({ min: -179, max: 179, noNaN: true }),
    fc.double({ min: -89, max: 89, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(position, { minLength: 3, maxLength: 30 }), (ring) => {
      const [shape] = read({ features: [feature('A', [ring])] }, [region('A')]);
      expect(shape!.path).not.toMatch(/NaN|Infinity/);
      expect([shape!.x, shape!.y, shape!.height].every(Number.isInteger)).toBe(true);
    }),
    { numRuns: 60, seed: 8 },
  );
});
