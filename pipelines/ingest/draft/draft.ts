import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeNewSite } from '../../site/new-site.ts';
import { loadSite } from '../../site/site.ts';
import { UserError } from '../../user-error.ts';
import { canonicalColumns, type Kind } from '../canonical.ts';
import { readContract } from '../contract.ts';
import { shown } from '../source/archive.ts';
import { type Availability, availabilityOf } from './availability.ts';
import { contractYaml, doubtsOf } from './contract-yaml.ts';
import { type GuessedFile, groupsOf } from './grouping.ts';
import { columnTold, guessTable, type TableGuess } from './meaning.ts';
import { copyInto, type Offered, offeredFiles, openables } from './offered.ts';
import { type PlaceRow, placesOf } from './places.ts';
import { type ContractDraft, contractOf } from './rules.ts';
import { sampleOf, usualLimits } from './sample.ts';

/** What came of drafting a site, for a report. */
export interface SiteDraft {
  dir: string;
  contracts: {
    name: string;
    kind: Kind;
    globs: string[];
    files: number;
    read: number;
    lookedAt: number;
    /** Files so large that only their beginning was read. */
    cut: number;
    /** Canonical columns mapped, with how sure that is. */
    mapped: { column: string; sure: number }[];
    /** What a person must settle; each stands in the contract as DECIDE. */
    decide: string[];
  }[];
  districts: number;
  streets: number;
  units: number;
  copied: number;
  notTaken: { name: string; reason: string; fix: string }[];
  notes: string[];
  indicators: Availability[];
}

/** Rows that are kept of all files together; each file gives its share. */
const mostRows = 40_000;

/**
 * Drafts a site out of real exports: contracts, regions, units. Exports outside `DIR/exports` are copied there.
 * @throws UserError when the folder holds anything but exports, or no file can be read as orders or calls; nothing is left behind then.
 */
export async function draftSite(
  dir: string,
  from: readonly string[],
  progress: (text: string) => void,
): Promise<SiteDraft> {
  const exportsDir = join(dir, 'exports');
  const offered = offeredFiles(from, exportsDir);
  const notTaken: SiteDraft['notTaken'] = [];
  const taken: { offered: Offered; path: string; guessed: GuessedFile }[] = [];
  const limits = {
    ...usualLimits,
    rows: Math.max(200, Math.min(usualLimits.rows, Math.floor(mostRows / offered.length))),
  };
  for (const [i, file] of offered.entries()) {
    progress(`reading ${shown(file.name)} (${i + 1}/${offered.length})`);
    try {
      for (const { path, name } of await openables(file))
        try {
          const tables = (await sampleOf(path, limits)).map((sample) => guessTable(sample, name));
          const guessed = { name, table: slim(mainTable(tables)) };
          taken.push({ offered: file, path, guessed });
          for (const other of tables.filter(
            (table) => table.sample !== guessed.table.sample && isExport(table) && table.kind !== guessed.table.kind,
          ))
            notTaken.push({
              name: `${shown(name)}, sheet ${other.sample.sheet + 1}`,
              ...otherSheet(other.kind, guessed.table.kind),
            });
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          notTaken.push({ name: shown(name), reason: error.message, fix: error.fix ?? '' });
        }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notTaken.push({ name: shown(file.name), reason: error.message, fix: error.fix ?? '' });
    }
  }
  if (taken.length === 0)
    throw new UserError(
      `nothing could be drafted:\n${notTaken.map(({ name, reason, fix }) => `  ${name}: ${reason}${fix && `; ${fix}`}`).join('\n')}`,
      {
        where: from.join(', '),
        fix: 'name exports of work orders or calls, one row each, with a header',
      },
    );
  const groups = groupsOf(taken.map(({ guessed }) => guessed));
  const contracts = groups.map(contractOf);
  const city = cityName(
    taken.map(({ guessed }) => guessed),
    dir,
  );
  progress('districts, streets and units');
  const places = await placesOf(
    taken.filter(({ guessed }) => guessed.table.kind === 'orders'),
    city ?? basename(dir),
  );
  try {
    writeNewSite(dir, city);
    rmSync(join(dir, 'contracts'), { recursive: true });
    mkdirSync(join(dir, 'contracts'));
    const yamls = contracts.map((contract) => contractYaml(contract, '../.schema/contract.json'));
    for (const [i, { group }] of contracts.entries())
      writeFileSync(join(dir, 'contracts', `${group.name}.yaml`), yamls[i]!);
    for (const { group } of contracts) readContract(join(dir, 'contracts', `${group.name}.yaml`));
    writeFileSync(join(dir, 'regions.csv'), placeTable(places.regions));
    writeFileSync(join(dir, 'units.csv'), placeTable(places.units));
    loadSite(dir);
    const copies = [...new Set(taken.map((each) => each.offered))].filter(({ inPlace }) => !inPlace);
    for (const [i, file] of copies.entries()) {
      progress(`copying ${shown(file.name)} (${i + 1}/${copies.length})`);
      copyInto(exportsDir, file);
    }
    return {
      dir,
      contracts: contracts.map(contractReport),
      districts: places.regions.filter(({ parent }) => parent === '').length,
      streets: places.regions.filter(({ parent }) => parent !== '').length,
      units: places.units.length,
      copied: copies.length,
      notTaken,
      notes: places.notes,
      indicators: availabilityOf(dir, mappedColumns(contracts)),
    };
  } catch (error) {
    withdraw(dir, offered);
    throw error;
  }
}

/** Takes away what was written; exports that lay there stay. */
function withdraw(dir: string, offered: readonly Offered[]): void {
  const written = [
    'site.yaml',
    'contracts',
    '.schema',
    'regions.csv',
    'units.csv',
    'population.csv',
    'places.csv',
    'dictionary.txt',
  ];
  for (const name of written) rmSync(join(dir, name), { recursive: true, force: true });
  for (const { name, inPlace } of offered) if (!inPlace) rmSync(join(dir, 'exports', name), { force: true });
}

/** The largest table that is an export at all. */
function mainTable(tables: TableGuess[]): TableGuess {
  const exports = tables.filter(isExport);
  if (exports.length === 0) throw notAnExport(tables);
  return exports.reduce((best, each) => (each.sample.read > best.sample.read ? each : best));
}

const alwaysOf = (kind: Kind): string[] =>
  canonicalColumns[kind].filter(({ always }) => always).map(({ name }) => name);

const isExport = ({ kind, columns, doubts }: TableGuess): boolean =>
  alwaysOf(kind).every((column) => columns.has(column)) && columns.size >= 2 && columns.size + doubts.size >= 3;

function notAnExport(tables: readonly TableGuess[]): UserError {
  const [table] = [...tables].sort((a, b) => b.score - a.score);
  const lacks =
    table && table.columns.size >= 3 ? alwaysOf(table.kind).filter((column) => !table.columns.has(column)) : [];
  if (table && lacks.length > 0)
    return new UserError(`no column of it is ${lacks.map(columnTold).join(' or ')}, which ${table.kind} need`, {
      fix: 'export that column; if it is there under another name, rename its header',
    });
  return new UserError('it looks neither like work orders nor like calls', {
    fix: 'leave it out; if it is an export, check that its header names the columns',
  });
}

const otherSheet = (kind: Kind, main: Kind) => ({
  reason: `it holds ${kind}, and the workbook's main sheet ${main}: one file is read as one kind`,
  fix: 'save the sheet as a file of its own',
});

/** Without the cells that nothing looks at again: texts would fill the memory. */
function slim(table: TableGuess): TableGuess {
  const kept = new Set(
    [...table.columns.values()]
      .flat()
      .flatMap(({ index, column }) => (/_at$|^order_id$|^district$|^street$|^unit$/.test(column) ? [index] : [])),
  );
  table.sample.rows = table.sample.rows.map((row) => row.map((cell, i) => (kept.has(i) ? cell : '')));
  return table;
}

function mappedColumns(contracts: readonly ContractDraft[]): Map<Kind, Set<string>> {
  const mapped = new Map<Kind, Set<string>>();
  for (const { group, columns } of contracts) {
    const names = mapped.get(group.kind) ?? new Set<string>();
    for (const { column } of columns) names.add(column.name);
    mapped.set(group.kind, names);
  }
  return mapped;
}

function contractReport(contract: ContractDraft): SiteDraft['contracts'][number] {
  const { group, columns } = contract;
  const samples = group.files.map(({ table }) => table.sample);
  return {
    name: group.name,
    kind: group.kind,
    globs: group.globs,
    files: group.files.length,
    read: samples.reduce((sum, { read }) => sum + read, 0),
    lookedAt: samples.reduce((sum, { rows }) => sum + rows.length, 0),
    cut: samples.filter(({ whole }) => !whole).length,
    mapped: columns.map(({ column, sure }) => ({ column: column.name, sure })),
    decide: decisionsOf(contract),
  };
}

const decisionsOf = (contract: ContractDraft): string[] => [
  ...contract.decide,
  ...contract.columns.flatMap(({ column, decide }) => decide.map((each) => `${columnTold(column.name)}: ${each}`)),
  ...doubtsOf(contract).map(
    ({ column, guesses }) => `is ${columnTold(column)} ${guesses.map(({ header }) => header).join(' or ')}?`,
  ),
];

/** What the city is called, from a title above the header or the name of a file. */
function cityName(files: readonly GuessedFile[], dir: string): string | undefined {
  const texts = [...files.flatMap(({ table }) => table.sample.titles), ...files.map(({ name }) => name), basename(dir)];
  for (const text of texts) {
    const [, name] =
      /^[^\p{Script=Han}]*(\p{Script=Han}{2,7}?(?:市|州|盟|县|区))(?=.{0,12}(?:12345|热线|政务|工单|诉求|民生))/u.exec(
        text,
      ) ?? [];
    if (name) return name;
  }
  return undefined;
}

const placeTable = (rows: readonly PlaceRow[]): string =>
  [
    'code,name,aliases,parent,valid_from,valid_to',
    ...rows.map(({ code, name, aliases, parent }) =>
      [code, name, aliases.join('|'), parent, '', ''].map(cell).join(','),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
