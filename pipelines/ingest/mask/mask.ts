import { marks, type Span } from './kinds.ts';
import { findLabelled } from './labelled.ts';
import { findNames, mayHoldName } from './names.ts';
import { findNumbers } from './numbers.ts';
import { findRooms } from './rooms.ts';
import { shadowOf, speltDigits } from './shadow.ts';

/**
 * Replaces personal data in a text by marks that say what was there: phones, papers, bank cards, plates, addresses of
 * the net, names that their surroundings betray, the row's own caller, house and room numbers. What is no person's
 * stays: hotlines, prices, dates, order numbers, roads and estates. Masking twice changes nothing more.
 */
export function maskText(text: string, caller = ''): string {
  return settled(text, (each) => personalSpans(each, caller));
}

/** As `maskText`, for short fields, where a lone number has no surroundings: only numbers are looked for. */
export function maskWord(text: string): string {
  return settled(text, numberSpans);
}

/** Where a text's personal data stands, at first sight: spans in order, none over another. */
export function personalSpans(text: string, caller = ''): Span[] {
  const shadow = shadowOf(text);
  const spans: Span[] = [];
  findNumbers(shadow, spans);
  findLabelled(shadow, spans);
  findNames(shadow, caller, spans);
  findRooms(shadow, spans);
  return withoutOverlap(spans);
}

function numberSpans(text: string): Span[] {
  const shadow = shadowOf(text);
  const spans: Span[] = [];
  findNumbers(shadow, spans);
  findLabelled(shadow, spans);
  return withoutOverlap(spans);
}

/** Two are rarely needed; the bound keeps a hostile text from costing more than its length. */
const mostPasses = 8;

/**
 * Masks until nothing more is found: what hides behind a plate (粤B12345-13800138000) stands free when that is gone.
 * Looked at again only where a mark has a neighbour that it may set free.
 */
function settled(text: string, find: (text: string) => Span[]): string {
  let masked = text;
  for (let pass = 0; pass < mostPasses; pass++) {
    const spans = find(masked);
    if (spans.length === 0) break;
    const last = !spans.some((span) => setsFree(masked, span));
    masked = replaceSpans(masked, spans);
    if (last) break;
  }
  return masked;
}

const numeric = `0-9A-Za-z@_０-９Ａ-Ｚａ-ｚ＠${speltDigits}`;
const gaps = ' +#＋＃\\-.·()（）－．\u00a0\u3000\u2010-\u2015';
/** As far as the label before a number reaches (numbers.ts). */
const numberBehind = new RegExp(`^[^，。；\\n]{0,14}[${numeric}]`);
const numberBefore = new RegExp(`[${numeric}][${gaps}]{0,4}$`);

/** Whether a number or a name next to a span may be seen only when the span is gone. */
function setsFree(text: string, { start, end }: Span): boolean {
  const before = text.slice(Math.max(0, start - 5), start);
  return numberBefore.test(before) || numberBehind.test(text.slice(end, end + 16)) || mayHoldName(text, start, end);
}

function replaceSpans(text: string, spans: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, kind } of spans) {
    out += text.slice(at, start) + marks[kind];
    at = end;
  }
  return out + text.slice(at);
}

/** Overlapping spans become one, of the longest one's kind; of equally long ones, of what begins or was found first. */
function withoutOverlap(spans: Span[]): Span[] {
  if (spans.length < 2) return spans;
  spans.sort((a, b) => a.start - b.start);
  const apart: Span[] = [];
  let last: Span | undefined;
  let longest = 0;
  for (const span of spans) {
    const length = span.end - span.start;
    if (!last || span.start >= last.end) {
      last = span;
      apart.push(span);
      longest = length;
      continue;
    }
    last.end = Math.max(last.end, span.end);
    if (length <= longest) continue;
    last.kind = span.kind;
    longest = length;
  }
  return apart;
}
