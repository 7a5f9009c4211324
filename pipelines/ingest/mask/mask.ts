import { marks, type Span } from './kinds.ts';
import { findLabelled } from './labelled.ts';
import { findNames } from './names.ts';
import { findNumbers } from './numbers.ts';
import { findRooms } from './rooms.ts';
import { shadowOf } from './shadow.ts';

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
const sentenceEnd = /(?<=[。！；\n])/;

/**
 * Masks until nothing more is found: what hides behind a plate (粤B12345-13800138000) stands free when that is gone.
 * No context reaches over a sentence's end, so that only sentences with a mark are looked at again.
 */
function settled(text: string, find: (text: string) => Span[]): string {
  const spans = find(text);
  if (spans.length === 0) return text;
  const again = (sentence: string): string => {
    let masked = sentence;
    for (let pass = 1; pass < mostPasses && masked.includes('〕'); pass++) {
      const more = find(masked);
      if (more.length === 0) break;
      masked = replaceSpans(masked, more);
    }
    return masked;
  };
  return replaceSpans(text, spans).split(sentenceEnd).map(again).join('');
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

/**
 * Overlapping spans become one, of the longest one's kind; of equally long ones, of what was found first (numbers
 * before names before rooms).
 */
function withoutOverlap(spans: readonly Span[]): Span[] {
  if (spans.length < 2) return [...spans];
  const length = ({ start, end }: Span) => end - start;
  const order = spans.map((span, rank) => ({ ...span, rank })).sort((a, b) => a.start - b.start || a.rank - b.rank);
  const apart: Span[] = [];
  let longest = { length: 0, rank: 0 };
  for (const { rank, ...next } of order) {
    const last = apart.at(-1);
    if (!last || next.start >= last.end) {
      apart.push(next);
      longest = { length: length(next), rank };
      continue;
    }
    last.end = Math.max(last.end, next.end);
    if (length(next) < longest.length || (length(next) === longest.length && rank > longest.rank)) continue;
    last.kind = next.kind;
    longest = { length: length(next), rank };
  }
  return apart;
}
