import { maskWord } from '../mask/mask.ts';
import type { GuessedFile } from './grouping.ts';
import { isInstitution, isPersonal } from './profile.ts';
import { eachRow } from './sample.ts';

/** A row of regions.csv or units.csv. */
export interface PlaceRow {
  code: string;
  name: string;
  aliases: string[];
  parent: string;
}

export interface PlaceDraft {
  regions: PlaceRow[];
  units: PlaceRow[];
  /** What was left out or must be looked at, for people. Names of places and offices only. */
  notes: string[];
}

/** No more than this is read again of a file whose rows were not all kept. */
const mostBytes = 1 << 30;

/**
 * Drafts the districts, streets and units from the columns that name them. A street belongs to the district it stands with most
 * often; one that stands with several districts is a street of each. Names that differ only in what they end in are one place.
 */
export async function placesOf(
  files: readonly { path: string; guessed: GuessedFile }[],
  city: string,
): Promise<PlaceDraft> {
  const pairs = new Map<string, number>();
  const units = new Map<string, number>();
  for (const { path, guessed } of files) {
    const { sample, columns } = guessed.table;
    const at = (column: string) => columns.get(column)?.[0]?.index ?? -1;
    const [district, street, unit] = [at('district'), at('street'), at('unit')];
    if (district < 0 && street < 0 && unit < 0) continue;
    const count = (row: readonly string[]) => {
      const pair = `${row[district] ?? ''}\u0000${row[street] ?? ''}`;
      if (pair !== '\u0000') pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      const name = row[unit] ?? '';
      if (name !== '') units.set(name, (units.get(name) ?? 0) + 1);
    };
    if (sample.read > sample.rows.length * 1.2) await eachRow(path, sample, mostBytes, count);
    else for (const row of sample.rows) count(row);
  }
  const notes: string[] = [];
  return { regions: regionsOf(pairs, city, notes), units: unitsOf(units, notes), notes };
}

function regionsOf(pairs: ReadonlyMap<string, number>, city: string, notes: string[]): PlaceRow[] {
  const districts = new Map<string, number>();
  for (const [pair, n] of pairs) add(districts, pair.split('\u0000')[0]!, n);
  const named = merged(withoutNoise(districts, isDistrict, notes, 'district'), districtStem);
  const codes = new Map<string, string>();
  const rows: PlaceRow[] = named.map((place, i) => {
    const code = `D${String(i + 1).padStart(2, '0')}`;
    for (const name of [place.name, ...place.aliases]) codes.set(name, code);
    return { code, ...place, parent: '' };
  });
  const streets = new Map<string, number>();
  const within = new Map<string, Map<string, number>>();
  for (const [pair, n] of pairs) {
    const [district = '', street = ''] = pair.split('\u0000');
    add(streets, street, n);
    const parent = codes.get(district);
    if (!parent) continue;
    const parents = within.get(street) ?? new Map<string, number>();
    add(parents, parent, n);
    within.set(street, parents);
  }
  const kept = merged(withoutNoise(streets, isStreet, notes, 'street'), streetStem);
  if (kept.length > 0 && rows.length === 0) {
    rows.push({ code: 'D01', name: city, aliases: [], parent: '' });
    notes.push(`no column names districts: the streets were put under one, D01; correct \`parent\` in regions.csv`);
  }
  const perDistrict = new Map<string, number>();
  for (const { name, aliases } of kept) {
    const parents = new Map<string, number>();
    for (const each of [name, ...aliases]) for (const [parent, n] of within.get(each) ?? []) add(parents, parent, n);
    const all = [...parents.values()].reduce((sum, n) => sum + n, 0);
    const own = [...parents].filter(([, n]) => n >= 3 && n >= 0.2 * all).sort(byCount);
    const homes = own.length > 0 ? own : [...parents].sort(byCount).slice(0, 1);
    if (homes.length > 1)
      notes.push(`${name} stands with ${homes.length} districts: one street in each of them was drafted`);
    for (const parent of homes.length > 0 ? homes.map(([code]) => code) : [rows[0]!.code]) {
      const nth = (perDistrict.get(parent) ?? 0) + 1;
      perDistrict.set(parent, nth);
      rows.push({ code: `${parent}${String(nth).padStart(2, '0')}`, name, aliases, parent });
    }
    if (homes.length === 0 && rows.length > 1)
      notes.push(`${name} stands with no district: correct its parent in regions.csv`);
  }
  return rows;
}

function unitsOf(counts: ReadonlyMap<string, number>, notes: string[]): PlaceRow[] {
  const kept = withoutNoise(counts, isInstitution, notes, 'unit');
  return merged(kept, unitStem).map((unit, i) => ({ code: `U${String(i + 1).padStart(3, '0')}`, ...unit, parent: '' }));
}

const isDistrict = (name: string): boolean => /\p{Script=Han}/u.test(name) && /(区|县|市|旗|新城|州|盟)$/.test(name);
const isStreet = (name: string): boolean =>
  /(街道|镇|乡|街|街道办|办事处|地区|农场|林场|苏木|园|区|村|社区)$/.test(name);

/** Names that are called as such places are, and others that come often. None that may be a person or holds a number of one. */
function withoutNoise(
  counts: ReadonlyMap<string, number>,
  isUsual: (name: string) => boolean,
  notes: string[],
  what: string,
): Map<string, number> {
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const often = Math.max(5, 0.001 * all);
  const kept = new Map<string, number>();
  let [left, rows] = [0, 0];
  for (const [name, n] of counts) {
    if (name === '' || ['无', '-', '--', '未知', '其他', '其它', '/', '不详'].includes(name)) continue;
    const safe = name.length <= 40 && !isPersonal(name) && maskWord(name) === name && !/\d{5}/.test(name);
    if (safe && (isUsual(name) ? n >= Math.min(2, all / 50) : n >= often)) kept.set(name, n);
    else {
      left++;
      rows += n;
    }
  }
  if (left > 0)
    notes.push(
      `${left} rare or doubtful names of a ${what} (${rows} rows) were left out: they will count as unassigned`,
    );
  return kept;
}

/** Names of one place together, under the most frequent one; places by frequency, then by code point. */
function merged(
  counts: ReadonlyMap<string, number>,
  stemOf: (name: string) => string,
): { name: string; aliases: string[] }[] {
  const byStem = new Map<string, [string, number][]>();
  for (const each of counts) {
    const stem = stemOf(each[0]);
    byStem.set(stem, [...(byStem.get(stem) ?? []), each]);
  }
  return [...byStem.values()]
    .map((names) => {
      names.sort(byCount);
      return {
        name: names[0]![0],
        aliases: names.slice(1).map(([name]) => name),
        rows: names.reduce((sum, [, n]) => sum + n, 0),
      };
    })
    .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1))
    .map(({ name, aliases }) => ({ name, aliases }));
}

const districtStem = (name: string): string => withoutCity(name).replace(/(?<=.{2})(区|县|市|旗)$/, '');
const streetStem = (name: string): string =>
  withoutCity(name)
    .replace(/(街道办事处|街道办|办事处|街道)$/, '街道')
    .replace(/(?<=.{2}镇)(人民)?政府$/, '')
    .replace(/(?<=.{2})街道$/, '');
const unitStem = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '');

/** 云州市东湖区 is 东湖区. */
const withoutCity = (name: string): string =>
  name.replace(/\s+/g, '').replace(/^\p{Script=Han}{2,4}市(?=\p{Script=Han}{2,})/u, '');

const byCount = (a: readonly [string, number], b: readonly [string, number]): number =>
  b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

const add = (counts: Map<string, number>, name: string, n: number): void =>
  void counts.set(name, (counts.get(name) ?? 0) + n);
