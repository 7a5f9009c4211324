import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../site/yaml.ts';
import { UserError } from '../user-error.ts';
import { type CanonicalColumn, canonicalColumns, type Kind, kinds } from './canonical.ts';
import { readCodes } from './codes.ts';
import { type ColumnRule, column, dateFormat, dateInText, misuses, names, words } from './column-rule.ts';

const perRow = z.enum(['order', 'callback', 'unit']);

/** Keys that only one kind of contract has. */
const keysOfKinds = {
  one_row_per: 'orders',
  columns_of_orders: 'callbacks',
  waiting_from: 'calls',
  short_hangup_seconds: 'calls',
  menu_calls: 'calls',
} as const satisfies Record<string, Kind>;

/** `SITE/contracts/*.yaml`, described in docs/contracts.md. */
export const contractSchema = z
  .strictObject({
    kind: z.enum(kinds),
    files: names,
    exported_at: z
      .union([
        z.strictObject({ file_name: dateInText.pattern, format: dateInText.format }),
        z.strictObject({ column: z.string().min(1) }),
      ])
      .optional(),
    encoding: z.enum(['auto', 'utf-8', 'gb18030', 'gbk', 'utf-16le', 'utf-16be']).default('auto'),
    header: names.optional(),
    ignore: z.strictObject({ first_cell: names }).optional(),
    empty: words.default(['', '-', '--', '无', 'NULL', '\\N']),
    dates: z
      .array(dateFormat)
      .min(1)
      .default([
        '%Y-%m-%d %H:%M:%S',
        '%Y-%m-%d %H:%M',
        '%Y-%m-%d',
        '%Y/%m/%d %H:%M:%S',
        '%Y/%m/%d %H:%M',
        '%Y/%m/%d',
        'excel',
      ]),
    yes: words.default(['是', '有', '有效', '已', 'Y', 'YES', '1', 'TRUE']),
    no: words.default(['否', '无效', '未', 'N', 'NO', '0', 'FALSE']),
    one_row_per: z
      .union([perRow, z.array(perRow).min(1)])
      .transform((each) => [each].flat())
      .optional(),
    columns_of_orders: z.enum(['replaced', 'kept']).optional(),
    waiting_from: z.enum(['ringing', 'menu', 'request']).optional(),
    short_hangup_seconds: z.number().min(0).max(600).optional(),
    menu_calls: z.enum(['left_out', 'counted']).optional(),
    columns: z.record(z.string(), column),
  })
  .superRefine((contract, check) => {
    const known: readonly CanonicalColumn[] = canonicalColumns[contract.kind];
    const wrong = (message: string, ...path: string[]) =>
      check.addIssue({ code: 'custom', message, path: ['columns', ...path] });
    for (const [name, rule] of Object.entries(contract.columns)) {
      const canonical = known.find((each) => each.name === name);
      if (!canonical) wrong(`no such column; ${suggestion(name, known)}`, name);
      else
        for (const { message, key } of misuses(canonical, rule, contract.columns))
          wrong(message, name, ...(key ? [key] : []));
    }
    for (const { name, always } of known)
      if (always && !contract.columns[name])
        wrong(`${name} must be mapped: \`${name}: { from: [the header in the export] }\``);
    for (const [key, kind] of Object.entries(keysOfKinds))
      if (contract[key as keyof typeof contract] !== undefined && contract.kind !== kind)
        check.addIssue({ code: 'custom', message: `only a contract of kind ${kind} says this`, path: [key] });
    if (contract.one_row_per?.includes('unit') && !contract.columns.role)
      wrong(
        'role must be mapped where an order has one row per unit: `role: { from: [the header with 主办 or 协办] }`',
      );
    const yesNo = contract.yes.find((word) => contract.no.includes(word));
    if (yesNo !== undefined)
      check.addIssue({ code: 'custom', message: `“${yesNo}” stands under yes and under no`, path: ['no'] });
  });

export type Contract = Omit<z.output<typeof contractSchema>, 'columns'> & {
  columns: Record<string, ColumnRule>;
  /** File name without `.yaml`. */
  name: string;
  /** Path of the YAML file, for messages. */
  file: string;
};

/**
 * Loads every contract of a site folder, by name.
 * @throws UserError naming file, line and fix, for YAML errors, unknown keys or columns, bad expressions, contradictions.
 */
export function loadContracts(siteDir: string): Contract[] {
  const folder = join(siteDir, 'contracts');
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .sort();
  } catch {
    files = [];
  }
  if (files.length === 0)
    throw new UserError('no contract says how the exports are read', {
      where: folder,
      fix: 'write contracts/orders.yaml; docs/contracts.md shows one',
    });
  return files.map((file) => readContract(join(folder, file)));
}

/** Reads and validates one contract, with the code tables it names. */
export const readContract = (file: string): Contract =>
  contractOf(readYaml(file, contractSchema), { name: basename(file).replace(/\.ya?ml$/, ''), file });

/** A parsed contract under its name, with the code tables it names read in. */
export function contractOf(
  { columns, ...contract }: z.output<typeof contractSchema>,
  { name, file }: Pick<Contract, 'name' | 'file'>,
): Contract {
  const resolved = Object.entries(columns).map(([key, { codes, ...rule }]): [string, ColumnRule] => [
    key,
    codes ? { ...rule, codes: readCodes(codes, file, key) } : rule,
  ]);
  return { ...contract, columns: Object.fromEntries(resolved), name, file };
}

/** What a contract says of its rows that no column can say: kept with every file it reads. */
export function declaredFacts(contract: Contract): Record<string, unknown> {
  const facts = Object.keys(keysOfKinds).map((key) => [key, contract[key as keyof typeof keysOfKinds]]);
  return Object.fromEntries(facts.filter(([, value]) => value !== undefined));
}

/** What of a contract decides how a file reads: everything but where it stands. */
export const contractMeaning = ({ file: _, ...meaning }: Contract): unknown => meaning;

/** The most likely meant column, else all of them. */
function suggestion(name: string, known: readonly CanonicalColumn[]): string {
  const [nearest] = known
    .map((each) => ({ name: each.name, far: editDistance(name, each.name) }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return nearest && nearest.far <= Math.max(2, name.length / 3)
    ? `did you mean ${nearest.name}?`
    : `the columns are ${known.map((each) => each.name).join(', ')}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

export type { ColumnRule, Kind };
