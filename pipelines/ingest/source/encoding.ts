import { isAscii, isUtf8 } from 'node:buffer';
import type { Contract } from '../contract.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/**
 * The encoding of a text, judged by a sample of its bytes that holds more than ASCII, if there is any.
 * GBK and GB2312 are parts of GB18030.
 */
export function encodingOf(sample: Buffer): Encoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8';
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i & 1]!++;
  const [even, odd] = zeros as [number, number];
  const few = Math.max(8, sample.length / 100);
  if (odd > few && odd > 20 * even) return 'utf-16le';
  if (even > few && even > 20 * odd) return 'utf-16be';
  const whole = sample.subarray(0, Math.max(sample.lastIndexOf(0x0a) + 1, 0) || sample.length);
  if (isUtf8(whole)) return 'utf-8';
  return unreadable(whole, 'gb18030') < unreadable(whole, 'utf-8') ? 'gb18030' : 'utf-8';
}

/** What stands for bytes that could not be decoded, in UTF-8. */
export const replacementIn = Buffer.from('\ufffd', 'utf8');

/** The contract's encoding, unless it leaves that to us. */
export const declaredEncoding = ({ encoding }: Contract): Encoding | undefined =>
  encoding === 'auto' ? undefined : encoding === 'gbk' ? 'gb18030' : encoding;

const unreadable = (bytes: Buffer, encoding: Encoding): number =>
  new TextDecoder(encoding).decode(bytes).split('\ufffd').length - 1;

/** The first piece that holds more than ASCII (else the first), after looking at no more than 64 pieces. */
export async function telling(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  let first: Buffer | undefined;
  let seen = 0;
  for await (const piece of pieces) {
    first ??= piece;
    if (!isAscii(piece) || piece.includes(0)) return piece;
    if (++seen === 64) break;
  }
  return first ?? Buffer.alloc(0);
}

/** The text as UTF-8 bytes without a byte order mark. Bytes that are no UTF-8 pass; others' become U+FFFD. */
export async function* asUtf8(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') {
    let first = true;
    for await (const piece of pieces) {
      yield first && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? piece.subarray(3) : piece;
      first = false;
    }
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}
