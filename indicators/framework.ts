import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readYaml } from '../pipelines/site/yaml.ts';
import { UserError } from '../pipelines/user-error.ts';
import {
  type ExtensionFile,
  extensionSchema,
  type FrameworkFile,
  frameworkSchema,
  type IndicatorEntry,
  type Level,
} from './framework-schema.ts';

/** One indicator: its entry in the YAML and its SQL. */
export interface Indicator extends IndicatorEntry {
  dimension: string;
  subDimension: string;
  /** As shown to readers: `sql/indicators/R32.sql`, or `indicators/X1.sql` of the site folder. */
  sqlFile: string;
  sql: string;
}

/** A measure as tables and pages write it: `%`, `pp` (个百分点), `ratio`, `number`. */
export const measureSign = (measure: Indicator['measure']): string =>
  ({ percent: '%', points: 'pp', ratio: 'ratio', number: 'number' })[measure];

export interface SubDimension {
  id: string;
  name: string;
  weight: number;
  indicators: Indicator[];
}

export interface Dimension {
  id: string;
  name: string;
  meaning?: string | undefined;
  weight: number;
  sub_dimensions: SubDimension[];
}

/** An indicator tree in force: what it extends is already merged in. */
export interface Framework extends Omit<FrameworkFile, 'dimensions'> {
  /** `id@version`: goalposts and supported sets are frozen under it. */
  key: string;
  /** The file it was read from, named in errors. */
  file: string;
  dimensions: Dimension[];
}

const BUILT_IN = fileURLToPath(new URL('./frameworks/', import.meta.url));
const BUILT_IN_SQL = fileURLToPath(new URL('../sql/indicators/', import.meta.url));

/**
 * The framework of a site folder: its `framework.yaml` if there is one, else the built-in `id`.
 * @throws UserError naming file, line and fix.
 */
export function loadFramework(dir: string, id = 'minqing-2026'): Framework {
  const own = join(dir, 'framework.yaml');
  return readFramework(existsSync(own) ? own : builtIn(id, join(dir, 'site.yaml')), dir);
}

/**
 * Every framework of a site folder, the oldest first: the files of `frameworks/` and `framework.yaml`, else the built-in
 * `id`. A framework is changed by a new version with dates, so that figures published under the old one stay what they are.
 * @throws UserError naming the file and line when two are valid on one day, or stand twice.
 */
export function loadFrameworks(dir: string, id?: string): Framework[] {
  const folder = join(dir, 'frameworks');
  const versions = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => readFramework(join(folder, name), dir))
    : [];
  const all = versions.length === 0 || existsSync(join(dir, 'framework.yaml')) ? [loadFramework(dir, id)] : [];
  return inOrderOfDates([...versions, ...all]);
}

/** A built-in framework, whatever the site folder holds. */
export const loadBuiltIn = (dir: string, id: string, where: string): Framework =>
  readFramework(builtIn(id, where), dir);

function inOrderOfDates(frameworks: Framework[]): Framework[] {
  const from = ({ valid_from }: Framework) => valid_from ?? '';
  const ordered = frameworks.toSorted((a, b) => (from(a) < from(b) ? -1 : from(a) > from(b) ? 1 : 0));
  for (const [i, framework] of ordered.entries()) {
    const twice = ordered.slice(0, i).find(({ key }) => key === framework.key);
    if (twice)
      throw new UserError(`${framework.key} stands in ${twice.file} too`, {
        where: lineOfKey(framework.file, 'version'),
        fix: 'give each version of a framework its own version',
      });
    const before = ordered[i - 1];
    if (before && (before.valid_to === null || before.valid_to >= from(framework)))
      throw new UserError(`${before.key} (${before.file}) and ${framework.key} are both valid on ${from(framework)}`, {
        where: lineOfKey(framework.file, 'valid_from'),
        fix: `write valid_from here, and let the older one end the day before by valid_to`,
      });
  }
  return ordered;
}

/** `file:line` of a key at the top of a YAML file. */
function lineOfKey(file: string, key: string): string {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((text) => text.startsWith(`${key}:`));
  return line < 0 ? file : `${file}:${line + 1}`;
}

function readFramework(file: string, dir: string): Framework {
  const merged = readMerged(file, []);
  const framework: Framework = {
    ...merged,
    key: `${merged.id}@${merged.version}`,
    file,
    dimensions: merged.dimensions.map((dimension) => ({
      ...dimension,
      sub_dimensions: dimension.sub_dimensions.map((sub) => ({
        ...sub,
        indicators: sub.indicators.map((entry) => ({
          ...entry,
          dimension: dimension.id,
          subDimension: sub.id,
          ...readIndicatorSql(entry.id, dir, file),
        })),
      })),
    })),
  };
  for (const indicator of indicatorsOf(framework)) places.set(indicator, placeOfEntry(file, indicator.id));
  return framework;
}

/** All indicators of a framework, in the order of the tree. */
export const indicatorsOf = (framework: Framework): Indicator[] =>
  framework.dimensions.flatMap((dimension) => dimension.sub_dimensions.flatMap((sub) => sub.indicators));

/** The indicators that enter a score at a level. */
export const scoredAt = (framework: Framework, level: Level): Indicator[] =>
  indicatorsOf(framework).filter((indicator) => indicator.role === 'scored' && indicator.levels.includes(level));

/** Days after a period until the indicator's figure is complete; a limit in hours counts as part of a day. */
export function maturityDays(indicator: Indicator, limits: Readonly<Record<string, number>>): number {
  const { maturity_days: maturity } = indicator;
  if (typeof maturity === 'number') return maturity;
  const limit = limits[maturity];
  if (limit === undefined)
    throw new UserError(`maturity_days of ${indicator.id} names the limit ${maturity}, which is set nowhere`, {
      where: indicator.id,
      fix: `set ${maturity} under limits in site.yaml or framework.yaml, or write a number of days`,
    });
  return maturity.endsWith('_hours') ? limit / 24 : limit;
}

const builtInIds = (): string[] =>
  readdirSync(BUILT_IN)
    .map((name) => name.replace('.yaml', ''))
    .sort();

function builtIn(id: string, where: string): string {
  const file = join(BUILT_IN, `${id}.yaml`);
  if (/^[a-z0-9-]+$/.test(id) && existsSync(file)) return file;
  throw new UserError(`there is no built-in framework ${id}`, {
    where,
    fix: `use one of ${builtInIds().join(', ')}, or add a framework.yaml to the site folder`,
  });
}

function readMerged(file: string, chain: string[]): FrameworkFile {
  if (chain.includes(file))
    throw new UserError('the framework extends itself', {
      where: lineOfKey(file, 'extends'),
      fix: 'let the chain of extends end in a framework written in full, such as minqing-2026',
    });
  const { extends: base } = readYaml(file, z.looseObject({ extends: z.string().optional() }));
  if (base === undefined) return readYaml(file, frameworkSchema);
  const baseFile = /\.ya?ml$/.test(base) ? join(dirname(file), base) : builtIn(base, file);
  if (!existsSync(baseFile))
    throw new UserError(`extends names ${base}, which does not exist`, {
      where: lineOfKey(file, 'extends'),
      fix: 'name a built-in framework or a YAML file beside this one',
    });
  const parent = readMerged(baseFile, [...chain, file]);
  const subs = parent.dimensions.flatMap((dimension) => dimension.sub_dimensions);
  const subIds = new Set(subs.map((sub) => sub.id));
  const indicatorIds = new Set(subs.flatMap((sub) => sub.indicators.map((entry) => entry.id)));
  const nodes = new Set([...parent.dimensions.map((dimension) => dimension.id), ...subIds, ...indicatorIds]);
  return validated(extended(parent, readYaml(file, extensionSchema(nodes, indicatorIds, subIds))), file);
}

/** The parent with the extension's changes; groups left without indicators disappear. */
function extended(
  parent: FrameworkFile,
  { extends: _, weights, goalposts, remove, add, ...head }: ExtensionFile,
): FrameworkFile {
  const weighted = <Node extends { id: string; weight: number }>(node: Node): Node => ({
    ...node,
    weight: weights[node.id] ?? node.weight,
  });
  const { assessment, min_coverage, bands, ties } = parent;
  return {
    ...JSON.parse(JSON.stringify({ assessment, min_coverage, bands, ties })),
    ...head,
    limits: { ...parent.limits, ...head.limits },
    dimensions: parent.dimensions
      .map((dimension) => ({
        ...weighted(dimension),
        sub_dimensions: dimension.sub_dimensions
          .map((sub) => ({
            ...weighted(sub),
            indicators: [...sub.indicators.filter((entry) => !remove.includes(entry.id)), ...(add[sub.id] ?? [])]
              .map(weighted)
              .map((entry) => ({ ...entry, goalposts: goalposts[entry.id] ?? entry.goalposts })),
          }))
          .filter((sub) => sub.indicators.length > 0),
      }))
      .filter((dimension) => dimension.sub_dimensions.length > 0),
  };
}

/** An extension can break what only the whole shows: two indicators of one id, weights that are all 0. */
function validated(framework: FrameworkFile, file: string): FrameworkFile {
  const parsed = frameworkSchema.safeParse(framework);
  if (parsed.success) return parsed.data;
  throw new UserError(parsed.error.issues.map((issue) => issue.message).join('; '), {
    where: lineOfKey(file, ['weights', 'remove', 'add'].find((key) => lineOfKey(file, key) !== file) ?? 'extends'),
    fix: 'correct weights, remove or add so that every group keeps an indicator with a weight, and every id is used once',
  });
}

function readIndicatorSql(id: string, dir: string, frameworkFile: string): { sqlFile: string; sql: string } {
  for (const [folder, shown] of [
    [BUILT_IN_SQL, 'sql/indicators'],
    [join(dir, 'indicators'), 'indicators'],
  ] as const)
    if (existsSync(join(folder, `${id}.sql`)))
      return { sqlFile: `${shown}/${id}.sql`, sql: readFileSync(join(folder, `${id}.sql`), 'utf8') };
  throw new UserError(`indicator ${id} has no SQL`, {
    where: placeOfEntry(frameworkFile, id),
    fix: `write indicators/${id}.sql in the site folder, one row per counted thing, or remove ${id}`,
  });
}

const places = new WeakMap<Indicator, string>();

/** `file:line` of the entry that an indicator was read from, for errors; the file's name alone, since messages are kept. */
export const placeOf = (indicator: Indicator): string => basename(places.get(indicator) ?? indicator.id);

/** In the file, or in the one that it extends. */
function placeOfEntry(file: string, id: string): string {
  const text = readFileSync(file, 'utf8');
  const line = text.split('\n').findIndex((one) => new RegExp(`\\bid:\\s*["']?${id}\\b`).test(one));
  if (line >= 0) return `${file}:${line + 1}`;
  const base = /^extends:\s*["']?([^\s"'#]+)/m.exec(text)?.[1];
  if (!base) return file;
  return placeOfEntry(/\.ya?ml$/.test(base) ? join(dirname(file), base) : builtIn(base, file), id);
}
