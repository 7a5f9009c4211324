import { readFileSync } from 'node:fs';
import { UserError } from '../user-error.ts';
import type { Site } from './site.ts';

/** The outline of a district or street as an SVG path. */
export interface RegionShape {
  code: string;
  /** On a plane 1,000 wide, north upwards; whole numbers, so that neighbours keep their common edges. */
  path: string;
  /** A point inside its largest part, for a name. */
  x: number;
  y: number;
  /** Height of the plane: the same in every shape of a map. */
  height: number;
}

type Point = [number, number];
/** The rings of one polygon: its outline, then its holes. */
type Polygon = Point[][];

const width = 1000;
const margin = 4;

/**
 * Reads `regions.geojson` (Polygon or MultiPolygon in degrees, WGS 84; property `code`, else `name`, as in regions.csv) and
 * draws it on a plane. Shapes come in the order of regions.csv. Without the file there are none.
 * @throws UserError naming the file and the feature when it is no GeoJSON, not in degrees, or names a region nobody knows.
 */
export function readRegionShapes({ mapFile, regions }: Pick<Site, 'mapFile' | 'regions'>): RegionShape[] {
  if (!mapFile) return [];
  const known = new Map(regions.flatMap((region) => [[region.name, region.code] as const]).reverse());
  for (const { code } of regions) known.set(code, code);
  const found = new Map<string, Polygon[]>();
  for (const [i, feature] of featuresOf(mapFile).entries()) {
    const where = `${mapFile}: feature ${i + 1}`;
    const { properties, geometry } = feature ?? {};
    const code = [properties?.code, properties?.name].map((id) => known.get(String(id ?? ''))).find(Boolean);
    if (!code)
      throw new UserError(`“${properties?.code ?? properties?.name ?? ''}” is no code or name of regions.csv`, {
        where,
        fix: 'give the feature the property `code` as in regions.csv, or take it out',
      });
    found.set(code, [...(found.get(code) ?? []), ...polygonsOf(geometry, where)]);
  }
  const place = projection([...found.values()].flat());
  return regions
    .filter(({ code }) => found.has(code))
    .map(({ code }) => ({ code, ...draw(found.get(code)!, place), height: place.height }));
}

interface Feature {
  properties?: { code?: unknown; name?: unknown };
  geometry?: { type?: unknown; coordinates?: unknown };
}

function featuresOf(file: string): (Feature | null)[] {
  let parsed: { features?: unknown } | null = null;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    // said below
  }
  if (!Array.isArray(parsed?.features) || parsed.features.length === 0)
    throw new UserError('this is no GeoJSON with features', {
      where: file,
      fix: 'export the districts and streets as a GeoJSON FeatureCollection, or take the file away: the map is optional',
    });
  return parsed.features;
}

function polygonsOf(geometry: Feature['geometry'], where: string): Polygon[] {
  const polygons = geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.coordinates;
  const sound =
    (geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon') &&
    isList(polygons, (polygon) => isList(polygon, (ring) => isList(ring, isPosition)));
  if (!sound)
    throw new UserError('its geometry is no polygon in degrees', {
      where,
      fix: 'export Polygon or MultiPolygon with longitudes and latitudes (WGS 84, EPSG:4326)',
    });
  return polygons as Polygon[];
}

const isList = (value: unknown, each: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(each);

const isPosition = (value: unknown): boolean =>
  Array.isArray(value) &&
  Number.isFinite(value[0]) &&
  Number.isFinite(value[1]) &&
  Math.abs(value[0]) <= 180 &&
  Math.abs(value[1]) <= 90;

interface Projection {
  (point: Point): Point;
  height: number;
}

/** Plate carrée true to scale at the city's middle latitude, fitted to the plane. */
function projection(polygons: Polygon[]): Projection {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const ring of polygons.flat())
    for (const [x, y] of ring) {
      west = Math.min(west, x);
      east = Math.max(east, x);
      south = Math.min(south, y);
      north = Math.max(north, y);
    }
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const across = Math.max((east - west) * squeeze, (north - south) / 2, 1e-9);
  const scale = (width - 2 * margin) / across;
  const shift = (width - (east - west) * squeeze * scale) / 2;
  const place = ([x, y]: Point): Point => [
    Math.round(shift + (x - west) * squeeze * scale),
    Math.round(margin + (north - y) * scale),
  ];
  return Object.assign(place, { height: Math.round((north - south) * scale) + 2 * margin });
}

function draw(polygons: Polygon[], place: Projection): Pick<RegionShape, 'path' | 'x' | 'y'> {
  const rings = polygons.map((polygon) => polygon.map((ring) => withoutRepeats(ring.map(place))));
  const path = rings
    .flat()
    .filter((ring) => ring.length > 2)
    .map((ring) => `M${ring.map((point) => point.join(' ')).join('L')}Z`)
    .join('');
  const outlines = rings.map(([outline]) => outline!);
  const largest = outlines.reduce((best, ring) => (Math.abs(area(ring)) > Math.abs(area(best)) ? ring : best));
  const [x, y] = middle(largest);
  return { path, x, y };
}

const withoutRepeats = (ring: Point[]): Point[] =>
  ring.filter(([x, y], i) => {
    const [beforeX, beforeY] = ring[(i + ring.length - 1) % ring.length]!;
    return x !== beforeX || y !== beforeY;
  });

/** Twice the signed area. */
const area = (ring: Point[]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);

/** The centroid, or where it lies outside the ring (a crescent) the middle of the widest stretch at its height. */
function middle(ring: Point[]): Point {
  const whole = area(ring);
  if (whole === 0) return ring[0] ?? [0, 0];
  let [sumX, sumY] = [0, 0];
  for (const [i, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    const cross = x * nextY - nextX * y;
    sumX += (x + nextX) * cross;
    sumY += (y + nextY) * cross;
  }
  const [x, y] = [sumX / (3 * whole), sumY / (3 * whole) + 0.5];
  const edges = crossings(ring, y);
  const inside = edges.filter((edge) => edge < x).length % 2 === 1;
  if (inside || edges.length < 2) return [Math.round(x), Math.round(y)];
  const spans = Array.from({ length: Math.floor(edges.length / 2) }, (_, i) => [edges[2 * i]!, edges[2 * i + 1]!]);
  const widest = spans.reduce((best, span) => (span[1]! - span[0]! > best[1]! - best[0]! ? span : best));
  return [Math.round((widest[0]! + widest[1]!) / 2), Math.round(y)];
}

/** Where a level line meets the ring, from west to east. */
function crossings(ring: Point[], y: number): number[] {
  return ring
    .flatMap(([x, from], i) => {
      const [nextX, to] = ring[(i + 1) % ring.length]!;
      return from > y !== to > y ? [x + ((y - from) / (to - from)) * (nextX - x)] : [];
    })
    .sort((a, b) => a - b);
}
