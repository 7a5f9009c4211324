import type { CanonicalColumn } from './canonical.ts';
import type { Contract } from './contract.ts';
import { list, literal } from './literal.ts';
import { cleanCell, firstFilled, trimmedCell } from './reading.ts';
import { identifierOf } from './resident.ts';
import type { Source } from './source/source.ts';

/** Name of the cleaned cell of a canonical column. */
export const cellName = (column: string): string => `s_${column}`;

/**
 * SQL for the rows of a source whose lines are read from `paths`: "row", fault, ignored (why, else null), the cleaned
 * cell of each mapped column (a key's identifier), and x_exported_at where the contract names a column of it.
 */
export function cleanedCells(
  paths: readonly string[],
  source: Source,
  contract: Contract,
  columns: readonly CanonicalColumn[],
): string {
  const { format, layout } = source;
  const keys = columns.filter(({ sort }) => sort === 'key').map(({ name }) => name);
  const cells = [...layout.cells].map(([column, at]) => {
    const all = at.map((i) => cleanCell(`c${i}`, contract));
    const cell = all.length === 1 ? all[0]! : `coalesce(${all.join(', ')})`;
    return `${keys.includes(column) ? identifierOf(cell) : cell} as ${cellName(column)}`;
  });
  if (layout.exportedAt !== undefined) cells.push(`${cleanCell(`c${layout.exportedAt}`, contract)} as x_exported_at`);
  const ignored = [
    `when fault is null and first_cell is null then 'blank'`,
    ...(contract.ignore?.first_cell ?? []).map((word) => `when starts_with(first_cell, ${literal(word)}) then 'total'`),
    ...(format === 'jsonl' ? [] : [`when fault is null and ${isHeader(source)} then 'header'`]),
  ];
  return `select "row", fault, case ${ignored.join(' ')} end as ignored, ${cells.join(', ')}
    from (${format === 'jsonl' ? jsonCells(paths, source) : delimitedCells(paths, source)})`;
}

function linesIn(paths: readonly string[], { delimiter, width, format }: Source): string {
  const columns = Array.from({ length: width }, (_, i) => `c${i}: 'VARCHAR'`).join(', ');
  const quote = format === 'jsonl' ? '' : '"';
  return `read_csv([${list(paths)}], auto_detect = false, header = false, delim = ${literal(delimiter)}, quote = '${quote}',
    escape = '${quote}', new_line = '\\n', null_padding = false, strict_mode = true, max_line_size = 8388608, buffer_size = 16777216,
    columns = {"row": 'BIGINT', fault: 'VARCHAR', tidy_mark: 'VARCHAR', ${columns}})`;
}

function delimitedCells(paths: readonly string[], source: Source): string {
  const names = Array.from({ length: source.width }, (_, i) => `c${i}`);
  return `select *, ${firstFilled(names)} as first_cell
    from (select "row", fault, tidy, ${names.map((name) => `${trimmedCell(name)} as ${name}`).join(', ')}
          from (select *, tidy_mark is not null as tidy from ${linesIn(paths, source)}))`;
}

/** The header again, as in exports that were pasted together. */
function isHeader({ layout }: Source): string {
  const cells = [...new Set([...layout.cells.values()].flat())].slice(0, 4);
  return cells.map((i) => `c${i} is not distinct from ${literal(layout.header[i] ?? '')}`).join(' and ');
}

function jsonCells(paths: readonly string[], source: Source): string {
  const { header } = source.layout;
  const pointers = header.map((key) => literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  const parts = header.map((_, i) => `parts[${i + 1}] as p${i}`);
  const cells = header.map((_, i) => `${trimmedCell(`p${i}`)} as c${i}`);
  // The parts are columns before they are trimmed: trimming names a cell many times, and each would take it out again.
  return `select "row", fault, tidy, first_cell, ${cells.join(', ')}
    from (select "row", false as tidy, case when fault is not null then fault when first_cell is not null and parts is null then 'json' end as fault,
            first_cell, ${parts.join(', ')}
          from (select "row", fault, nullif(trim(c0, ' \t\r'), '') as first_cell,
                  case when json_valid(c0) then case when json_type(c0) = 'OBJECT' then json_extract_string(c0, [${pointers.join(', ')}]) end end as parts
                from ${linesIn(paths, source)}))`;
}
