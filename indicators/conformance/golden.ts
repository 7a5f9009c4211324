import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { UserError } from '../../pipelines/user-error.ts';
import { type Cell, type Column, type Element, IndexTree, type Table } from '../index.ts';

const folder = join(process.env.MINQING_EVAL ?? '/nonexistent', 'conformance', 'coinr');

// biome-ignore lint/suspicious/noExplicitAny: JSON of many shapes, compared leaf by leaf.
export type Json = any;

const read = (name: string): Json => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

export const fileNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace('.json', ''))
    .sort();

/** What was done with each leaf (vector or scalar) under `expected` of each file. */
const verdicts = new Map<string, 'checked' | 'R’s own words' | string>();

const goldens = new Map<string, Golden>();

/** One file of golden results; leaves are marked as they are compared. */
export function golden(name: string): Golden {
  const known = goldens.get(name) ?? new Golden(name);
  goldens.set(name, known);
  return known;
}

export class Golden {
  readonly json: Json;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    this.json = read(name);
  }

  /** The value at a dotted path of the file. A key that holds dots is looked for as a whole first. */
  at(path: string): Json {
    return path.split('/').reduce((value, key) => {
      expect(value, `${this.name}: ${path}`).toHaveProperty([key]);
      return value[key];
    }, this.json);
  }

  /** A data frame or list of columns, matched by `uCode`, against a table. Columns named in `except` are not compared. */
  table(path: string, actual: Table, { tolerance = 1e-9, except = [] as string[] } = {}): void {
    const frame = this.at(`expected/${path}`);
    const rows = new Map(actual.uCode.map((code, row) => [code, row]));
    if (frame.uCode) {
      expect([...actual.uCode].sort(), `${this.name}: ${path}`).toEqual([...frame.uCode].sort());
      this.mark(`${path}/uCode`);
    }
    for (const iCode of Object.keys(frame).filter((key) => key !== 'uCode' && !except.includes(key))) {
      expect(actual.columns, `${this.name}: ${path}`).toHaveProperty([iCode]);
      const column = frame.uCode
        ? frame.uCode.map((code: string) => actual.columns[iCode]![rows.get(code)!])
        : actual.columns[iCode]!;
      this.vector(`${path}/${iCode}`, column, tolerance);
    }
  }

  /** One vector: numbers within the tolerance, null for R's NA and NaN, everything else equal. */
  vector(path: string, actual: readonly unknown[], tolerance = 1e-9): void {
    const wanted: Json[] = this.at(`expected/${path}`);
    const scale = Math.max(0, ...wanted.filter((x) => typeof x === 'number').map(Math.abs));
    expect(actual.length, `${this.name}: ${path}`).toBe(wanted.length);
    let infinite = false;
    for (const [i, want] of wanted.entries()) {
      const got = actual[i];
      const place = `${this.name}: ${path}[${i}] is ${got}, R has ${want}`;
      if (want === 'Inf' || want === '-Inf') infinite = true;
      if (want === null || want === 'NaN' || want === 'Inf' || want === '-Inf') expect(got, place).toBeNull();
      else if (typeof want === 'number') {
        expect(typeof got, place).toBe('number');
        expect(Math.abs((got as number) - want), place).toBeLessThanOrEqual(
          tolerance * Math.max(Math.abs(want), scale * 1e-3),
        );
      } else expect(got, place).toBe(want);
    }
    this.mark(path, infinite ? 'infinite in R, null here: no infinity ever reaches a table' : 'checked');
  }

  /** A call that R refuses must be refused, with a message for people. */
  rejects(path: string, call: () => unknown): void {
    expect(this.at(`expected/${path}`), `${this.name}: ${path}`).toHaveProperty('error');
    expect(call, `${this.name}: ${path}`).toThrow(UserError);
    this.mark(`${path}/error`);
  }

  /** What we do otherwise on purpose. */
  differs(path: string, reason: string): void {
    this.at(`expected/${path}`);
    this.mark(path, reason);
  }

  /** Marks a leaf, or all leaves below a path. */
  mark(path: string, verdict: 'checked' | string = 'checked'): void {
    const below = leaves(this.at(`expected/${path}`), path);
    for (const leaf of below) verdicts.set(`${this.name}: ${leaf}`, verdict);
  }
}

/** Paths of the vectors and scalars below a value; what R warned of is not a result. */
function leaves(value: Json, path: string): string[] {
  if (value === null || typeof value !== 'object') return [path];
  if (Array.isArray(value))
    return value.some((item) => item !== null && typeof item === 'object' && !Array.isArray(item))
      ? value.flatMap((item, i) => leaves(item, `${path}/${i}`))
      : [path];
  return Object.entries(value)
    .filter(([key]) => key !== 'warnings')
    .flatMap(([key, item]) => leaves(item, path === '' ? key : `${path}/${key}`));
}

/** Every leaf of every file, with what became of it; undefined: nobody looked. */
export function account(): { leaf: string; verdict: string | undefined }[] {
  return fileNames().flatMap((name) =>
    leaves(read(name).expected ?? {}, '').map((path) => {
      const leaf = `${name}: ${path}`;
      return { leaf, verdict: verdicts.get(leaf) };
    }),
  );
}

/** R's NaN and NA as null. */
export const cells = (vector: readonly Json[]): Cell[] => vector.map((x) => (typeof x === 'number' ? x : null));

/** A data frame's numeric columns as a table. */
export function tableOf(frame: Record<string, Json[]>, iCodes?: readonly string[]): Table {
  const codes = iCodes ?? Object.keys(frame).filter((key) => !['uCode', 'Time', 'uName'].includes(key));
  return { uCode: frame.uCode!, columns: Object.fromEntries(codes.map((iCode) => [iCode, cells(frame[iCode]!)])) };
}

/** iMeta as elements. */
export function elementsOf(iMeta: Record<string, Json[]>): Element[] {
  return iMeta.iCode!.flatMap((iCode: string, i: number): Element[] =>
    iMeta.Type![i] === 'Indicator' || iMeta.Type![i] === 'Aggregate'
      ? [
          {
            iCode,
            Level: iMeta.Level![i],
            Parent: iMeta.Parent![i],
            Direction: iMeta.Direction![i],
            Weight: iMeta.Weight![i],
            iName: iMeta.iName?.[i] ?? iCode,
            ...(iMeta.Unit?.[i] && { Unit: iMeta.Unit[i] }),
          },
        ]
      : [],
  );
}

export const asemMeta = (): Element[] => elementsOf(golden('inputs_asem').at('input/iMeta'));
export const asemTree = (): IndexTree => new IndexTree(asemMeta());
export const miniMeta = (): Element[] => elementsOf(golden('inputs_mini_a').at('input/iMeta'));
export const miniTree = (): IndexTree => new IndexTree(miniMeta());

/** A step of the example index, as R computed it. */
export const asem = (step: string): Table => tableOf(golden('pipe_asem_dsets').at(`expected/${step}`));
export const asemRaw = (): Table => tableOf(golden('inputs_asem').at('expected/Raw'));
export const miniRaw = (): Table => tableOf(golden('inputs_mini_a').at('expected/Raw'));

/** A column of an input's unit data, in the order of a table's subjects. */
export function unitColumn(input: 'inputs_asem' | 'inputs_mini_a', name: string, table: Table): Json[] {
  const iData = golden(input).at('input/iData');
  return table.uCode.map((code) => iData[name][iData.uCode.indexOf(code)]);
}

/** Weights of a data frame by code. */
export const weightsOf = (frame: Record<string, Json[]>): Record<string, number> =>
  Object.fromEntries(frame.iCode!.map((iCode: string, i: number) => [iCode, frame.Weight![i]]));

/** R writes a scalar as a vector of one. */
export const unboxed = (value: Json): Json =>
  Array.isArray(value)
    ? value.length === 1
      ? value[0]
      : value
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unboxed(item)]))
      : value;

export type { Column };
