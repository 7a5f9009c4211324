import type { CanonicalColumn } from './canonical.ts';
import type { ColumnRule, Contract } from './contract.ts';
import { oneOf } from './literal.ts';
import { nameOfCode } from './scales.ts';

/** What can be wrong with one cell. */
export interface CellFault {
  /** SQL condition over the cleaned cells. */
  when: string;
  reason: string;
  fix: string;
}

/** What is to be said of cells of one column that have no value, or that no text can be. */
export function faultsOf(
  column: CanonicalColumn,
  rule: ColumnRule,
  cell: string,
  value: string,
  contract: Contract,
): CellFault[] {
  const where = `${contract.name}.yaml`;
  const faults: CellFault[] = [];
  const needed = rule.required || column.always;
  if (needed && rule.value === undefined)
    faults.push({
      when: rule.date_in ? `(${value}) is null and ${cell === 'null' ? 'true' : `${cell} is null`}` : `${cell} is null`,
      reason: 'a required value is missing',
      fix: 'fill it in at the source, or make the column optional in the contract',
    });
  if (cell === 'null' || rule.lenient) return faults;
  const name = rule.codes ? nameOfCode(cell, rule.codes) : cell;
  if (rule.codes && rule.other === undefined)
    faults.push({
      when: `${cell} is not null and ${name} is null`,
      reason: 'not in the code table',
      fix: `add the code to \`codes\` of ${column.name} in ${where}, or give \`other\``,
    });
  const unreadable = unreadableAs(column, rule, where);
  if (unreadable) faults.push({ when: `${name} is not null and (${value}) is null`, ...unreadable });
  if (passesAnyText(column, rule))
    faults.push({
      // A `case` is only computed for the rows it is for, an `and` for all of them.
      when: `case when starts_with(${cell}, '#') then ${oneOf(cell, spreadsheetErrors)} end`,
      reason: 'a spreadsheet error such as #N/A stands in place of the value',
      fix: `mend the formula at the source, or add the word to \`empty\` in ${where}`,
    });
  if (column.sort === 'id')
    faults.push({
      when: `regexp_full_match(${cell}, '\\d(\\.\\d+)?[eE]\\+?\\d{1,2}')`,
      reason: 'a spreadsheet has turned the number into 1.2E+16; its last digits are lost',
      fix: 'export again with the column as text',
    });
  return faults;
}

/** What formulas show that cannot be computed; keys have lost what follows a slash. */
const spreadsheetErrors = [
  ...['#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!', '#CALC!', '#GETTING_DATA'],
  ...['#N', '#DIV'],
];

const passesAnyText = ({ sort }: CanonicalColumn, { values }: ColumnRule): boolean =>
  sort === 'id' ||
  sort === 'key' ||
  sort === 'text' ||
  sort === 'place' ||
  sort === 'words' ||
  (sort === 'word' && !values);

/** Why a filled cell has no value; `undefined` for columns that take anything. */
function unreadableAs(
  { name, sort }: CanonicalColumn,
  rule: ColumnRule,
  where: string,
): Omit<CellFault, 'when'> | undefined {
  switch (sort) {
    case 'time':
      return { reason: 'not a date and time the contract knows', fix: `add its format to \`dates\` in ${where}` };
    case 'count':
      return {
        reason: 'not a whole number',
        fix: `mend it at the source, or set \`lenient: true\` on ${name} in ${where}`,
      };
    case 'seconds':
      return { reason: 'not a duration', fix: `say how it is written with \`unit\` on ${name} in ${where}` };
    case 'flag':
      return {
        reason: 'neither one of the yes words nor of the no words',
        fix: `add the word to \`yes\` or \`no\` in ${where}`,
      };
    case 'choice':
      return {
        reason: 'not in the value list',
        fix: `add the word to \`values\` of ${name} in ${where}, or give \`other\``,
      };
    case 'word':
      return (
        rule.values && {
          reason: 'not in the value list',
          fix: `add the word to \`values\` of ${name} in ${where}, or give \`other\``,
        }
      );
    default:
      return undefined;
  }
}
