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
  return { regions: regionsOf(pairs, city, notes), units: unitsOf(units, city, notes), notes };
}

function regionsOf(pairs: ReadonlyMap<string, number>, city: string, notes: string[]): PlaceRow[] {
  const districts = new Map<string, number>();
  for (const [pair, n] of pairs) add(districts, pair.split('\u0000')[0]!, n);
  const cityStem = cityStemOf(city, districts);
  const named = merged(districts, {
    isUsual: isDistrict,
    stemOf: (name) => districtStem(withoutCity(name, cityStem)),
    notes,
    what: 'district',
  });
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
  const kept = merged(streets, {
    isUsual: isStreet,
    stemOf: (name) => streetStem(withoutCity(name, cityStem)),
    notes,
    what: 'street',
  });
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

function unitsOf(counts: ReadonlyMap<string, number>, city: string, notes: string[]): PlaceRow[] {
  const cityStem = cityStemOf(city, counts);
  const kept = merged(counts, {
    isUsual: isInstitution,
    stemOf: (name) => unitStem(withoutCity(name, cityStem)),
    notes,
    what: 'unit',
  });
  tellAbbreviations(
    kept.map(({ name }) => name),
    cityStem,
    notes,
  );
  return kept.map((unit, i) => ({ code: `U${String(i + 1).padStart(3, '0')}`, ...unit, parent: '' }));
}

const isDistrict = (name: string): boolean => /\p{Script=Han}/u.test(name) && /(区|县|市|旗|新城|州|盟)$/.test(name);
const isStreet = (name: string): boolean =>
  /(街道|镇|乡|街|街道办|办事处|地区|农场|林场|苏木|园|区|村|社区)$/.test(name);

interface Naming {
  isUsual: (name: string) => boolean;
  /** What is the same in all names of one place. */
  stemOf: (name: string) => string;
  notes: string[];
  what: string;
}

/**
 * Names of one place together under the most frequent one; places by frequency. Kept are names that are called as such places are,
 * others that come often, and rare ones that differ from a kept one only in how they are written. None that may be a person or
 * holds a number of one.
 */
function merged(
  counts: ReadonlyMap<string, number>,
  { isUsual, stemOf, notes, what }: Naming,
): { name: string; aliases: string[] }[] {
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const often = Math.max(5, 0.001 * all);
  const safe = [...counts].filter(([name]) => isNamed(name));
  const stems = new Set(
    safe.filter(([name, n]) => (isUsual(name) ? n >= Math.min(2, all / 50) : n >= often)).map(([name]) => stemOf(name)),
  );
  const byStem = new Map<string, [string, number][]>();
  for (const each of safe) {
    const stem = stemOf(each[0]);
    if (stems.has(stem)) byStem.set(stem, [...(byStem.get(stem) ?? []), each]);
  }
  const kept = new Set([...byStem.values()].flat().map(([name]) => name));
  const left = [...counts].filter(([name]) => !kept.has(name) && name !== '' && !nowhere.includes(name));
  const rows = left.reduce((sum, [, n]) => sum + n, 0);
  if (left.length > 0)
    notes.push(
      `${left.length} rare or doubtful name${left.length === 1 ? '' : 's'} of a ${what} (${rows} rows) left out: they count as unassigned until they are listed`,
    );
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

const nowhere = ['无', '-', '--', '未知', '其他', '其它', '/', '不详'];

const isNamed = (name: string): boolean =>
  name !== '' &&
  name.length <= 40 &&
  !nowhere.includes(name) &&
  !isPersonal(name) &&
  maskWord(name) === name &&
  !/\d{5}|\|/.test(name);

const districtStem = (name: string): string => name.replace(/(?<=.{2})(区|县|市|旗)$/, '');

const streetStem = (name: string): string =>
  name
    .replace(/(街道办事处|街道办|办事处|街道)$/, '街道')
    .replace(/(?<=.{2}镇)(人民)?政府$/, '')
    .replace(/(?<=.{2})街道$/, '');

const unitStem = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/^市(?![场政容民])(?=.{2})/, '')
    .replace('人民政府', '政府')
    .replace(/(?<=.{2})(有限责任|股份有限|有限)公司$/, '公司');

/** 云州 of 云州市: from the city's name, else from the names that begin with one. */
function cityStemOf(city: string, counts: ReadonlyMap<string, number>): string {
  const own = /^(\p{Script=Han}{2,4})(市|州|盟)$/u.exec(city)?.[1];
  if (own) return own;
  const met = new Map<string, number>();
  for (const [name, n] of counts) {
    const begins = /^(\p{Script=Han}{2,3})市\p{Script=Han}{2,}/u.exec(name)?.[1];
    if (begins) add(met, begins, n);
  }
  return [...met].sort(byCount)[0]?.[0] ?? '';
}

/** 云州市东湖区 and 云州东湖区 are 东湖区. */
function withoutCity(name: string, cityStem: string): string {
  const plain = name.replace(/\s+/g, '');
  if (cityStem === '' || !plain.startsWith(cityStem)) return plain;
  const rest = plain.slice(cityStem.length).replace(/^市(?=.{2})/, '');
  return rest.length >= 3 ? rest : plain;
}

/** 城管局 may be 城市管理局: its characters stand in the longer name in the same order, from the first to the last one. */
function tellAbbreviations(names: readonly string[], cityStem: string, notes: string[]): void {
  const stems = names.map((name) => unitStem(withoutCity(name, cityStem)));
  for (const [i, short] of stems.entries()) {
    if (short.length < 3) continue;
    const long = stems.findIndex(
      (other) =>
        other.length > short.length && other[0] === short[0] && other.at(-1) === short.at(-1) && isWithin(short, other),
    );
    if (long >= 0) notes.push(`${names[i]} may be ${names[long]}: if so, make it an alias in units.csv`);
  }
}

function isWithin(short: string, long: string): boolean {
  let at = 0;
  for (const character of long) if (character === short[at]) at++;
  return at >= short.length;
}

const byCount = (a: readonly [string, number], b: readonly [string, number]): number =>
  b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

const add = (counts: Map<string, number>, name: string, n: number): void =>
  void counts.set(name, (counts.get(name) ?? 0) + n);
