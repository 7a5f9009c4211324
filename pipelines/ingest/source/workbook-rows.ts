import { UserError } from '../../user-error.ts';
import { withoutControls } from './records.ts';
import { longestPart, richText, unescapeXml, type WorkbookParts } from './workbook-parts.ts';
import { damaged, type ZipArchive } from './zip.ts';

/** Rows of a sheet in Excel. */
const mostRows = 1_048_576;

export interface SheetRow {
  /** 1-based, as Excel shows it. */
  number: number;
  cells: string[];
  /** Cells of formulas whose values the file does not hold. */
  uncomputed?: number[];
}

/** The rows of a sheet as texts, without empty ones that the file leaves out. Dates come as `YYYY-MM-DD HH:MM:SS`. */
export async function* sheetRows(archive: ZipArchive, sheet: string, parts: WorkbookParts): AsyncGenerator<SheetRow> {
  let rest = '';
  let prefix: string | undefined;
  let number = 0;
  for await (const piece of archive.pieces(sheet)) {
    rest += piece;
    if (rest.length > longestPart + (1 << 20))
      throw new UserError(
        `a row of its sheet ${sheet.replace(/.*\//, '')}, the one after row ${number}, is longer than 16 MB`,
        {
          fix: 'take out the text that has run on, and save the workbook again',
        },
      );
    prefix ??= /<(\w+:)?worksheet\b/.exec(rest)?.[1] ?? (rest.includes('<worksheet') ? '' : undefined);
    if (prefix === undefined) continue;
    const opening = `<${prefix}row`;
    const closing = `</${prefix}row>`;
    let at = 0;
    for (;;) {
      const open = rest.indexOf(opening, at);
      if (open < 0) break;
      const tagEnd = rest.indexOf('>', open);
      if (tagEnd < 0) break;
      const attributes = rest.slice(open + opening.length, tagEnd);
      if (!/^[\s/]|^$/.test(attributes)) {
        at = tagEnd;
        continue;
      }
      const selfClosed = attributes.endsWith('/');
      const close = selfClosed ? tagEnd + 1 : rest.indexOf(closing, tagEnd);
      if (close < 0) break;
      // Rows that say a number twice, or go back, follow each other all the same: no row may hide behind another.
      number = Math.max(Number(/\sr="(\d+)"/.exec(attributes)?.[1] ?? 0), number + 1);
      if (number > mostRows) throw damaged();
      yield { number, ...(selfClosed ? { cells: [] } : cellsOfRow(rest.slice(tagEnd + 1, close), prefix, parts)) };
      at = selfClosed ? close : close + closing.length;
    }
    rest = rest.slice(at);
  }
}

function cellsOfRow(xml: string, prefix: string, parts: WorkbookParts): Omit<SheetRow, 'number'> {
  const row = xml.includes('<![CDATA[') ? withoutCdata(xml) : xml;
  const opening = `<${prefix}c`;
  const closing = `</${prefix}c>`;
  const cells: string[] = [];
  let uncomputed: number[] | undefined;
  let next = 0;
  for (let at = row.indexOf(opening); at >= 0; at = row.indexOf(opening, at)) {
    const tagEnd = row.indexOf('>', at);
    const attributes = row.slice(at + opening.length, tagEnd);
    const column = columnOf(attributes) ?? next;
    next = column + 1;
    if (attributes.endsWith('/')) {
      at = tagEnd;
      continue;
    }
    const close = row.indexOf(closing, tagEnd);
    if (close < 0) break;
    while (cells.length < column) cells.push('');
    const text = cellText(row.slice(tagEnd + 1, close), attributes, prefix, parts);
    cells[column] = text ?? '';
    if (text === undefined) uncomputed = [...(uncomputed ?? []), column];
    at = close + closing.length;
  }
  return uncomputed ? { cells, uncomputed } : { cells };
}

const withoutCdata = (xml: string): string =>
  xml.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;'));

/** 0-based column of `r="AB12"`; Excel has 16,384. */
function columnOf(attributes: string): number | undefined {
  const letters = /\sr="([A-Z]{1,3})\d/.exec(attributes)?.[1];
  if (!letters) return undefined;
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
}

/** A cell as text; undefined for a formula without a value. */
function cellText(
  inner: string,
  attributes: string,
  prefix: string,
  { strings, timeStyles, epoch }: WorkbookParts,
): string | undefined {
  const type = /\st="(\w+)"/.exec(attributes)?.[1];
  if (type === 'inlineStr') return withoutControls(richText(inner));
  const open = inner.indexOf(`<${prefix}v`);
  if (open < 0) return inner.includes(`<${prefix}f`) ? undefined : '';
  const start = inner.indexOf('>', open) + 1;
  const value = inner.slice(start, Math.max(start, inner.indexOf(`</${prefix}v>`, start)));
  switch (type) {
    case 's': {
      const text = strings[Number(value)];
      if (text === undefined) throw damaged();
      return withoutControls(text);
    }
    case 'str':
    case 'e':
      return withoutControls(unescapeXml(value));
    case 'b':
      return value;
    case 'd':
      return value.replace('T', ' ').replace(/\.\d+|Z$/g, '');
    default: {
      const style = Number(/\ss="(\d+)"/.exec(attributes)?.[1] ?? -1);
      const shows = timeStyles[style];
      if (!shows || value === '') return numberText(value);
      return (shows === 'date' ? dateText(Number(value), epoch) : durationText(Number(value))) ?? numberText(value);
    }
  }
}

/** A serial day number as date and time; below one day, as time alone. */
function dateText(serial: number, epoch: number): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return undefined;
  const seconds = Math.round(serial * 86_400);
  const text = new Date((seconds - (serial < 1 ? 0 : epoch * 86_400)) * 1000).toISOString();
  return serial < 1 ? text.slice(11, 19) : text.slice(0, 19).replace('T', ' ');
}

/** Days as hours, minutes and seconds, however many hours. */
function durationText(days: number): string | undefined {
  if (!(days >= 0 && days < 1000)) return undefined;
  const seconds = Math.round(days * 86_400);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A number as people write it. One too long for a spreadsheet keeps its exponent, so that it is seen to be mutilated. */
function numberText(value: string): string {
  if (value === '' || /^-?\d+$/.test(value)) return value;
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e15 && (Number.isInteger(number) || /e/i.test(value))
    ? String(number)
    : value;
}
