import { UserError } from '../../user-error.ts';
import type { ZipArchive } from './zip.ts';

/** Days from the first of January 1904, from which some workbooks count, to 1970. */
export const epoch1904 = 24_107;

/** A string or a row of a sheet that is longer than this is a trick: Excel's longest cell has 32,767 characters. */
export const longestPart = 16 << 20;

/** All strings of a workbook are kept in memory while its sheets are read. */
const mostStrings = 512 << 20;

export type TimeStyle = 'date' | 'duration' | undefined;

/** What of a workbook is needed to read its cells. */
export interface WorkbookParts {
  /** Archive paths of the sheets, in the order of the tabs. */
  sheets: string[];
  strings: string[];
  /** What each cell style shows: a date or time, a duration, or undefined for all else. */
  timeStyles: TimeStyle[];
  /** Days between the workbook's day 0 and 1970-01-01. */
  epoch: number;
}

/**
 * Reads the parts of an .xlsx besides its sheets.
 * @throws UserError when the archive is no workbook.
 */
export async function readParts(archive: ZipArchive): Promise<WorkbookParts> {
  if (!archive.has('xl/workbook.xml')) {
    const other = archive.has('mimetype') || archive.has('content.xml') || archive.has('word/document.xml');
    throw new UserError(
      archive.has('xl/workbook.bin')
        ? 'it is a binary workbook (.xlsb)'
        : other
          ? 'it is a document, not a workbook'
          : 'it is a ZIP archive',
      {
        fix:
          other || archive.has('xl/workbook.bin')
            ? 'save it as “Excel 工作簿 (.xlsx)”'
            : 'unpack it into the exports folder',
      },
    );
  }
  const workbook = await archive.text('xl/workbook.xml');
  const relations = new Map(
    tags(await archive.text('xl/_rels/workbook.xml.rels'), 'Relationship').map((attributes) => [
      attribute(attributes, 'Id') ?? '',
      attribute(attributes, 'Target') ?? '',
    ]),
  );
  const sheets = tags(workbook, 'sheet')
    .map((attributes) =>
      relations.get(attribute(attributes, 'r:id') ?? /\b\w+:id="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    )
    .filter((target) => target !== undefined)
    .map((target) => (target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`))
    .filter((path) => archive.has(path) && path.includes('worksheets/'));
  return {
    sheets,
    strings: archive.has('xl/sharedStrings.xml') ? await readStrings(archive) : [],
    timeStyles: archive.has('xl/styles.xml') ? timeStyles(await archive.text('xl/styles.xml')) : [],
    epoch: /date1904="(1|true)"/.test(workbook) ? epoch1904 : 25_569,
  };
}

async function readStrings(archive: ZipArchive): Promise<string[]> {
  const strings: string[] = [];
  let rest = '';
  let prefix: string | undefined;
  let size = 0;
  for await (const piece of archive.pieces('xl/sharedStrings.xml')) {
    rest += piece;
    size += piece.length;
    if (size > mostStrings)
      throw new UserError('its texts take more than 1 GB of memory', {
        fix: 'save it as CSV, or in several workbooks',
      });
    if (rest.length > longestPart + (1 << 20))
      throw new UserError(`a text in it (number ${strings.length + 1} in sharedStrings.xml) is longer than 16 MB`, {
        fix: 'take the text out, and save it again',
      });
    prefix ??= /<(\w+:)?sst\b/.exec(rest)?.[1] ?? (rest.includes('<sst') ? '' : undefined);
    const closing = `</${prefix ?? ''}si>`;
    const end = rest.lastIndexOf(closing);
    if (end < 0) continue;
    for (const item of rest
      .slice(0, end + closing.length)
      .matchAll(/<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?si>)/g))
      strings.push(richText(item[1] ?? ''));
    rest = rest.slice(end + closing.length);
  }
  return strings;
}

/** The text of a string item: all its runs, without phonetic hints. */
export function richText(item: string): string {
  const shown = item.includes('rPh') ? item.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '') : item;
  let text = '';
  for (const run of shown.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g)) text += run[1];
  return unescapeXml(text);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Resolves XML's entities and Excel's own `_x000D_`. */
export function unescapeXml(text: string): string {
  let plain = text;
  if (plain.includes('&'))
    plain = plain.replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name) return entities[name] ?? whole;
        const code = decimal ? Number(decimal) : Number.parseInt(hex!, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      },
    );
  if (plain.includes('_x'))
    plain = plain.replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return plain.isWellFormed() ? plain : plain.toWellFormed();
}

const builtInDates = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);

function timeStyles(styles: string): TimeStyle[] {
  const own = new Map(
    tags(styles, 'numFmt').map((attributes) => [
      Number(attribute(attributes, 'numFmtId')),
      timeStyleOf(unescapeXml(attribute(attributes, 'formatCode') ?? '')),
    ]),
  );
  const cellFormats = /<(?:\w+:)?cellXfs[\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? '';
  return tags(cellFormats, 'xf').map((attributes) => {
    const id = Number(attribute(attributes, 'numFmtId') ?? 0);
    return own.has(id) ? own.get(id) : id === 46 ? 'duration' : builtInDates.has(id) ? 'date' : undefined;
  });
}

/** A number format shows a time when it has y, m, d, h or s outside quotes, brackets and escapes; `[h]` a duration. */
function timeStyleOf(code: string): TimeStyle {
  const bare = code
    .split(';')[0]!
    .replace(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\./gi, '')
    .replace(/general/gi, '');
  if (/\[[hms]+\]/i.test(bare)) return 'duration';
  return /[ymdhs]/i.test(bare) ? 'date' : undefined;
}

const tags = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)/?>`, 'g'))].map((match) => match[1]!);

const attribute = (attributes: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescapeXml(value);
};
