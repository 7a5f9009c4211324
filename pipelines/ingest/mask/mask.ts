import { marks, type Span } from './kinds.ts';
import { findNames } from './names.ts';
import { findNumbers, findSpeltMobiles } from './numbers.ts';
import { findRooms } from './rooms.ts';

const wide = /[\uff08\uff09\uff0b\uff0d\uff0e\uff10-\uff19\uff1a\uff20-\uff3a\uff41-\uff5a]/;
const wideAll = /[\uff08\uff09\uff0b\uff0d\uff0e\uff10-\uff19\uff20-\uff3a\uff41-\uff5a]/g;

/** The same text with half-width digits, letters and signs, at the same positions. */
const narrow = (text: string): string =>
  wide.test(text) ? text.replace(wideAll, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)) : text;

/**
 * Replaces personal data in a text by marks that say what was there: phones, papers, bank cards, plates, addresses of
 * the net, names that their surroundings betray, the row's own caller, house and room numbers. What is no person's
 * stays: hotlines, prices, dates, order numbers, roads and estates.
 */
export function maskText(text: string, caller = ''): string {
  const shadow = narrow(text);
  const spans: Span[] = [];
  findNumbers(shadow, spans);
  findSpeltMobiles(shadow, spans);
  findNames(shadow, caller, spans);
  findRooms(shadow, spans);
  return spans.length === 0 ? text : replaceSpans(text, spans);
}

/** As `maskText`, for short fields, where a lone number has no surroundings: only numbers are looked for. */
export function maskWord(text: string): string {
  const shadow = narrow(text);
  const spans: Span[] = [];
  findNumbers(shadow, spans);
  return spans.length === 0 ? text : replaceSpans(text, spans);
}

/** Replaces spans; of overlapping ones the first found counts (numbers before names before rooms), the rest adds what it covers beyond. */
function replaceSpans(text: string, spans: Span[]): string {
  const kept: Span[] = [];
  for (const span of spans) {
    const clash = kept.find((other) => span.start < other.end && other.start < span.end);
    if (!clash) kept.push(span);
    else {
      clash.start = Math.min(clash.start, span.start);
      clash.end = Math.max(clash.end, span.end);
    }
  }
  kept.sort((a, b) => a.start - b.start);
  let out = '';
  let at = 0;
  for (const { start, end, kind } of kept) {
    if (end <= at) continue;
    out += text.slice(at, Math.max(at, start)) + marks[kind];
    at = end;
  }
  return out + text.slice(at);
}
