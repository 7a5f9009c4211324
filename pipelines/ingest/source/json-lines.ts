import { isUtf8 } from 'node:buffer';
import { UserError } from '../../user-error.ts';
import type { Contract } from '../contract.ts';
import type { Layout } from './header.ts';
import { LineBuffer } from './line-buffer.ts';
import { longestRecord } from './records.ts';
import type { Source } from './source.ts';

const LF = 0x0a;

/** JSON escapes all control characters, so this one never stands in a line of it. */
const separator = '\x1f';

/** Opens text with one JSON object per line. The keys it may hold are those the contract names. */
export function openJsonLines(text: () => AsyncIterable<Buffer>, contract: Contract, encoding: string): Source {
  let rows = 0;
  async function* lines(): AsyncGenerator<Buffer> {
    const out = new LineBuffer(separator);
    let rest: Buffer = Buffer.alloc(0);
    const take = (bytes: Buffer, last: boolean): Buffer => {
      let at = 0;
      while (at < bytes.length) {
        const newline = bytes.indexOf(LF, at);
        if (newline < 0 && !last && bytes.length - at <= longestRecord) break;
        const end = newline < 0 ? bytes.length : newline;
        rows++;
        const line = bytes.subarray(at, end);
        if (line.length > longestRecord) out.raw(rows, 'long', line, 0, 0);
        else if (!isUtf8(line)) out.raw(rows, 'bytes', line, 0, 0);
        else if (line.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0d)) out.raw(rows, 'json', line, 0, 0);
        else if (newline < 0 && last && !isObject(line))
          throw new UserError(`line ${rows} ends in the middle: the file is cut off or still being copied`, {
            fix: 'nothing to do if it is being copied: it is taken by the next run; else copy it again',
          });
        else out.raw(rows, '', line, 0, line.length);
        at = newline < 0 ? bytes.length : newline + 1;
      }
      return bytes.subarray(at);
    };
    for await (const piece of text()) {
      rest = take(rest.length > 0 ? Buffer.concat([rest, piece]) : piece, false);
      if (out.length > 0) yield out.take();
    }
    take(rest, true);
    if (out.length > 0) yield out.take();
  }
  return {
    format: 'jsonl',
    encoding,
    layout: keysOf(contract),
    delimiter: separator,
    width: 1,
    lines: lines(),
    rows: () => rows,
    passedOver: () => ({}),
  };
}

function isObject(line: Buffer): boolean {
  const text = line.toString('utf8').trim();
  if (text === '') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Lines may differ in their keys, so every name of a column is looked for in every line. */
function keysOf(contract: Contract): Layout {
  const header: string[] = [];
  const cells = new Map<string, number[]>();
  const place = (name: string): number => {
    if (!header.includes(name)) header.push(name);
    return header.indexOf(name);
  };
  for (const [column, rule] of Object.entries(contract.columns)) if (rule.from) cells.set(column, rule.from.map(place));
  const exported = contract.exported_at;
  return { header, cells, exportedAt: exported && 'column' in exported ? place(exported.column) : undefined };
}
