import type { Kind } from '../canonical.ts';
import { matchesGlob } from '../glob.ts';
import { comparable } from '../source/header.ts';
import type { TableGuess } from './meaning.ts';

/** A file of the exports folder with what is thought of its tables. */
export interface GuessedFile {
  /** Path within the exports folder, parts joined by `/`. */
  name: string;
  /** Its main table. */
  table: TableGuess;
}

/** Files that one contract can read. */
export interface Group {
  /** File name of the contract, without `.yaml`. */
  name: string;
  kind: Kind;
  /** By name. */
  files: GuessedFile[];
  globs: string[];
}

/**
 * Puts files of one kind together that are called alike, as 工单_20240101.csv and 工单_20240201.xlsx are, or whose headers are
 * mostly the same. Each group's globs match its own files and no others.
 */
export function groupsOf(files: readonly GuessedFile[]): Group[] {
  const groups: { kind: Kind; files: GuessedFile[] }[] = [];
  for (const file of files) {
    const same = groups.find(
      (group) =>
        group.kind === file.table.kind &&
        group.files.some((other) => globOf(other.name) === globOf(file.name) || alike(other.table, file.table)),
    );
    if (same) same.files.push(file);
    else groups.push({ kind: file.table.kind, files: [file] });
  }
  const counts = new Map<Kind, number>();
  return groups.map((group) => {
    const nth = (counts.get(group.kind) ?? 0) + 1;
    counts.set(group.kind, nth);
    const others = files.filter((file) => !group.files.includes(file)).map(({ name }) => name);
    const globs = new Set<string>();
    for (const { name } of group.files) {
      const glob = globOf(name);
      globs.add(others.some((other) => matchesGlob(other, glob)) || !matchesGlob(name, glob) ? exactly(name) : glob);
    }
    return { ...group, name: nth === 1 ? group.kind : `${group.kind}-${nth}`, globs: [...globs] };
  });
}

/** Whether most of the shorter header stands in the other one as well. */
function alike(a: TableGuess, b: TableGuess): boolean {
  const [first, second] = [a, b].map(({ sample }) => new Set(sample.header.map(comparable).filter(Boolean)));
  const shared = [...first!].filter((name) => second!.has(name)).length;
  return shared >= 0.7 * Math.max(first!.size, second!.size);
}

/** What a file and the later ones of its kind are called: 工单_20240101.csv → 工单_*. */
export function globOf(name: string): string {
  const at = name.lastIndexOf('/') + 1;
  const stem = name
    .slice(at)
    .replace(/(\.(csv|tsv|txt|xlsx|jsonl?|ndjson|parquet|gz|zip))+$/i, '')
    .replace(/[*?{}]/g, '?')
    .replace(/[(（]?\d+([-_.年月日时至~—]*\d+)*[年月日]*[)）]?/g, '*')
    .replace(/\*+/g, '*');
  const own = /\p{L}/u.test(stem) ? `${stem.replace(/\*$/, '')}*` : `*${name.slice(at).match(/\.[^.]+$/)?.[0] ?? ''}`;
  return name.slice(0, at).replace(/[*?{}]/g, '?') + own;
}

const exactly = (name: string): string => name.replace(/[*?{}]/g, '?');

/** The date in a file's name and how it is written there; undefined when there is none, or only a month. */
export function dateInName(name: string): { pattern: string; format: string; date: string } | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  for (const { look, pattern, format } of nameDates) {
    const found = look.exec(base);
    if (!found) continue;
    const [year, month, day] = found.slice(1, 4).map(Number) as [number, number, number];
    if (year < 1995 || year > 2060 || month < 1 || month > 12 || day < 1 || day > 31) continue;
    return { pattern, format, date: [year, month, day].map((part) => String(part).padStart(2, '0')).join('-') };
  }
  return undefined;
}

const nameDates = [
  { look: /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/, pattern: '(\\d{8})', format: '%Y%m%d' },
  { look: /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, pattern: '(\\d{4}-\\d{1,2}-\\d{1,2})', format: '%Y-%m-%d' },
  { look: /(?<!\d)(\d{4})_(\d{1,2})_(\d{1,2})(?!\d)/, pattern: '(\\d{4}_\\d{1,2}_\\d{1,2})', format: '%Y_%m_%d' },
  { look: /(?<!\d)(\d{4})\.(\d{1,2})\.(\d{1,2})(?!\d)/, pattern: '(\\d{4}[.]\\d{1,2}[.]\\d{1,2})', format: '%Y.%m.%d' },
  { look: /(\d{4})年(\d{1,2})月(\d{1,2})日/, pattern: '(\\d{4}年\\d{1,2}月\\d{1,2}日)', format: '%Y年%m月%d日' },
  { look: /(?<!\d)(\d{4})(\d{2})(\d{2})\d{4,6}(?!\d)/, pattern: '(\\d{8})', format: '%Y%m%d' },
];
