import { columnTold, type Guess, onOneLine, told } from './meaning.ts';
import type { ColumnDraft, ContractDraft } from './rules.ts';
import { scoreRange } from './value-fit.ts';

/** A contract as a person reads and mends it: every guess with how sure it is and on what evidence. */
export function contractYaml(draft: ContractDraft, schema: string): string {
  const { group, columns } = draft;
  const tables = group.files.map(({ table }) => table);
  const read = tables.reduce((sum, { sample }) => sum + sample.read, 0);
  const looked = tables.reduce((sum, { sample }) => sum + sample.rows.length, 0);
  const part = tables.filter(({ sample }) => !sample.whole).length;
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    `# Drafted by \`minqing init --from\` out of ${tables.length === 1 ? '1 file' : `${tables.length} files`}: ${number(read)} rows read, ${number(looked)} of them looked at${part > 0 ? `; of ${part} only the beginning was read` : ''}.`,
    '# `sure` is a guess from 0 to 1 on the evidence beside it. Settle each DECIDE, and look at what is below 0.9.',
    `kind: ${group.kind}`,
    `files: ${flow(group.globs)}`,
  ];
  if (draft.exportedAt) lines.push(`exported_at: ${flow(draft.exportedAt)}`);
  else
    lines.push(
      '# exported_at: no date in the file names and no column tells when it was exported; the latest time in the file is taken',
    );
  if (draft.header.length > 0)
    lines.push(`header: ${flow(draft.header)} # the row that holds these is the header; rows above it are passed over`);
  lines.push(`ignore: ${flow({ first_cell: draft.ignore })} # totals and signatures: ignored and counted, not refused`);
  if (draft.empty.length > 0) lines.push(`empty: ${flow(draft.empty)} # read as missing`);
  if (draft.dates.length > 0) lines.push(`dates: ${flow(draft.dates)} # as seen in the files, the most frequent first`);
  for (const each of draft.decide) lines.push(`# DECIDE: ${each}`);
  lines.push('columns:');
  for (const column of columns) lines.push(...columnLines(column));
  lines.push(...doubtLines(draft), ...restLines(draft));
  return `${lines.join('\n')}\n`;
}

const number = (n: number): string => n.toLocaleString('en-US');

function columnLines({ column, rule, guesses, decide, notes }: ColumnDraft): string[] {
  const lines = [`  # ${columnTold(column.name)}`];
  if (typeof rule.level === 'number' && rule.level > 1) lines[0] += ': as the level above';
  else
    for (const { guess, files } of strongestByHeader(guesses))
      lines.push(`  #   ${told(guess)}${files > 1 ? ` (in ${files} files)` : ''}`);
  for (const each of notes) lines.push(`  #   ${each}`);
  for (const each of decide) lines.push(`  # DECIDE: ${each}`);
  lines.push(`  ${column.name}: ${flow(rule)}`);
  return lines;
}

/** One guess a header, that of the file which says it most surely, and how many files have it. */
function strongestByHeader(guesses: readonly Guess[]): { guess: Guess; files: number }[] {
  const best = new Map<string, { guess: Guess; files: number }>();
  for (const guess of guesses) {
    const before = best.get(guess.header);
    const files = (before?.files ?? 0) + 1;
    best.set(guess.header, { guess: before && before.guess.sure >= guess.sure ? before.guess : guess, files });
  }
  return [...best.values()];
}

/** Columns that may be there, with what might be meant: those of no contract column that is mapped. */
export function doubtsOf({ group, columns }: ContractDraft): { column: string; guesses: Guess[] }[] {
  const mapped = new Set(columns.map(({ column }) => column.name));
  const doubts = new Map<string, Guess[]>();
  for (const { table } of group.files)
    for (const [column, guesses] of table.doubts)
      if (!mapped.has(column)) doubts.set(column, [...(doubts.get(column) ?? []), ...guesses]);
  return [...doubts].map(([column, guesses]) => ({
    column,
    guesses: strongestByHeader(guesses).map(({ guess }) => guess),
  }));
}

/** Scores are read as if the highest were the best. */
function ruleInDoubt({ column, header, profile }: Guess): Record<string, unknown> {
  const range = column === 'satisfaction' ? scoreRange(profile) : undefined;
  if (!range) return { from: [header] };
  const [low, high] = range;
  return { from: [header], scores: { range, least: { 满意: 0.8 * high, 基本满意: 0.6 * high, 不满意: low } } };
}

function doubtLines(draft: ContractDraft): string[] {
  return doubtsOf(draft).flatMap(({ column, guesses }) => [
    `  # DECIDE: is ${columnTold(column)} one of these? Take away the # before one line.`,
    ...guesses.flatMap((guess) => [`  #   ${told(guess)}`, `  # ${column}: ${flow(ruleInDoubt(guess))}`]),
  ]);
}

/** What is not read, so that nobody must look for it. */
function restLines({ group, columns }: ContractDraft): string[] {
  const used = new Set(columns.flatMap(({ guesses }) => guesses.map(({ header }) => header)));
  const unused = [...new Set(group.files.flatMap(({ table }) => table.unused))].filter((header) => !used.has(header));
  const unnamed = [...new Set(group.files.flatMap(({ table }) => table.unnamed))];
  const lines: string[] = [];
  if (unused.length > 0) lines.push(`# Not read: ${unused.map(onOneLine).join(', ')}`);
  if (unnamed.length > 0)
    lines.push(
      `# Headers that stand twice or are empty cannot be named, and are not read: ${unnamed.map(onOneLine).join(', ')}. Rename them at the source if they are needed.`,
    );
  return lines;
}

/** A value in YAML's flow style, as a person would write it. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${scalar(key)}: ${flow(each)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? scalar(value) : String(value);
}

const safe = /^[\p{Script=Han}A-Za-z_][\p{Script=Han}\w ()（）、·.*-]*$/u;
const reserved = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

function scalar(text: string): string {
  if (safe.test(text) && text.trim() === text && !reserved.test(text)) return text;
  return /[\p{Cc}\u2028\u2029\ufeff]/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}
