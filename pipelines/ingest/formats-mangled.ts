import { gzipSync } from 'node:zlib';
import { gb18030, textRow, utf16, workbookOf, zipOf } from './formats-fixtures.ts';

export const mangledContract = `kind: orders
files: ["**"]
ignore: { first_cell: [合计] }
columns:
  order_id:    { from: [编号], required: true }
  received_at: { from: [时间], required: true }
  body:        { from: [内容] }
  name:        { from: [姓名] }
  resident:    { from: [电话] }
  redo:        { from: [次数] }
  satisfaction: { from: [满意度] }
`;

export const forms = ['utf-8', 'gb18030', 'utf-16', 'tsv', 'gz', 'zip', 'jsonl', 'json', 'xlsx'] as const;
export type Form = (typeof forms)[number];

export interface Mangling {
  form: Form;
  rows: number;
  /** Share of rows that are spoilt. */
  rate: number;
  /** Bytes that are overwritten in the finished file. */
  bytes: number;
  seed: number;
}

export interface MangledExport {
  name: string;
  content: Buffer;
  /** Rows written, with the header. */
  written: number;
}

const header = ['编号', '时间', '内容', '姓名', '电话', '次数', '满意度'];
const bodies = [
  '路灯坏了，三天没人修',
  '第一行\n第二行',
  '他说"你好"，走了',
  '噪音扰民；晚上11点',
  'a,b;c|d\te',
  "'); drop table",
  '',
];
const junk = [
  '"',
  '""',
  ',',
  '\n',
  '\r',
  '\t',
  '\u0000',
  '\u001f',
  '\ufeff',
  '\\',
  '=1+1',
  '{',
  ']',
  '<',
  '&',
  '🙂',
  '\u2028',
];

/** An export as a city would write it, with rows spoilt in the ways such files are: always the same for the same input. */
export function mangledExport({ form, rows, rate, bytes, seed }: Mangling): MangledExport {
  const chance = generator(seed);
  const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(chance() * from.length)]!;
  const table = Array.from({ length: rows }, (_, i) => [
    `GD${seed >>> 0}${i}`,
    `2024-0${1 + (i % 9)}-1${i % 10} 0${i % 10}:00:00`,
    pick(bodies),
    pick(['张三', '李四', '']),
    `1380013${String(i % 10_000).padStart(4, '0')}`,
    String(i % 3),
    pick(['满意', '不满意', '']),
  ]);
  const own = form === 'json' || form === 'jsonl' ? table : [header, ...table];
  const lines = own.map((cells) => {
    const spoil = cells !== header && chance() < rate ? pick(spoilers) : undefined;
    return written(form, spoil ? spoil.cells(cells, pick, junk) : cells, spoil?.line, pick);
  });
  const content = packed(form, lines);
  for (let i = 0; i < bytes; i++) content[Math.floor(chance() * content.length)] = Math.floor(chance() * 256);
  return { name: `a.${form}`, content, written: lines.length };
}

type Pick = <Value>(from: readonly Value[]) => Value;

interface Spoiler {
  cells(cells: string[], pick: Pick, junk: readonly string[]): string[];
  /** What happens to the line when it is written. */
  line?: 'unquoted' | 'cut' | 'foreign' | 'broken';
}

const as = (line: Spoiler['line']): Spoiler => ({ cells: (cells) => cells, ...(line && { line }) });

const spoilers: readonly Spoiler[] = [
  as('unquoted'),
  as('cut'),
  as('foreign'),
  as('broken'),
  { cells: (cells, pick) => cells.slice(0, pick([0, 1, 3, 6])) },
  { cells: (cells, pick) => [...cells, pick(['', '多', '余,"'])] },
  { cells: (cells, pick, bad) => cells.map((cell) => pick([cell, cell + pick(bad), pick(bad)])) },
  { cells: () => header },
  { cells: (cells) => cells.map(() => '') },
  { cells: (cells) => ['合计', ...cells.slice(1)] },
  {
    cells: (cells, pick) =>
      cells.with(pick([0, 1, 4, 5, 6]), pick(['#N/A', '1.2E+16', '昨天', '一般般', '长'.repeat(5000)])),
  },
];

function written(form: Form, cells: string[], line: Spoiler['line'], pick: Pick): Buffer {
  const text = textOf(form, cells, line === 'unquoted');
  const encode =
    form === 'gb18030' ? gb18030 : form === 'utf-16' ? (each: string) => utf16(each).subarray(2) : Buffer.from;
  const bytes = encode(text);
  switch (line) {
    case 'cut':
      return bytes.subarray(0, Math.floor(bytes.length / pick([2, 3, 1.1])));
    case 'foreign':
      return form === 'gb18030' ? Buffer.from(text) : gb18030(text);
    case 'broken':
      return Buffer.concat([bytes, Buffer.from([pick([0, 0x22, 0xff, 0x80, 0x5c, 0x7b])])]);
    default:
      return Buffer.from(bytes);
  }
}

function textOf(form: Form, cells: string[], unquoted: boolean): string {
  if (form === 'jsonl' || form === 'json') {
    const object = JSON.stringify(Object.fromEntries(cells.map((cell, i) => [header[i] ?? `列${i}`, cell])));
    return unquoted ? object.replaceAll('\\"', '"') : object;
  }
  if (form === 'xlsx') {
    const escaped = unquoted ? cells : cells.map((cell) => cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    return textRow(0, escaped).replaceAll(/ r="[A-Z]*0"/g, '');
  }
  const delimiter = form === 'tsv' ? '\t' : ',';
  const quoted = (cell: string) => (/["\n\r,\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return cells.map(unquoted ? String : quoted).join(delimiter);
}

function packed(form: Form, lines: Buffer[]): Buffer {
  const lf = Buffer.from(form === 'json' ? ',\n' : '\n');
  const text = Buffer.concat(
    lines.flatMap((line, i) => (i < lines.length - 1 || form !== 'json' ? [line, lf] : [line])),
  );
  switch (form) {
    case 'gz':
      return gzipSync(text, { level: 1 });
    case 'zip':
      return zipOf([
        { name: 'b.csv', content: text },
        { name: 'c.csv', content: `${header}\nC,2024-01-01 00:00:00,,,,,\n` },
      ]);
    case 'json':
      return Buffer.concat([Buffer.from('{"code":0,"data":[\n'), text, Buffer.from('\n]}')]);
    case 'xlsx':
      return workbookOf({ 一: `<sheetData>${text.toString('utf8')}</sheetData>` });
    case 'utf-16': {
      const units = lines.flatMap((line) => [
        line.length % 2 ? Buffer.concat([line, Buffer.from([0])]) : line,
        Buffer.from([0x0a, 0]),
      ]);
      return Buffer.concat([Buffer.from([0xff, 0xfe]), ...units]);
    }
    default:
      return text;
  }
}

/** Numbers from 0 to 1: mulberry32. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
