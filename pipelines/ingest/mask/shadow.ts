import { nameHeads } from './name-words.ts';

/** What a text has, so that a search for what needs it can be left out. */
export const traits = {
  digit: 1,
  letter: 2,
  at: 4,
  colon: 8,
  province: 16,
  chat: 32,
  building: 64,
  /** Five digits in a row, with one sign between them at most. */
  longNumber: 256,
  /** A letter right after a province's character. */
  plate: 512,
} as const;

/** A text as patterns read it. */
export interface Shadow {
  /**
   * The same length as the text: half-width digits, letters, signs and blanks; every dash is `-`; telephone-like runs
   * of Chinese digits are Arabic ones.
   */
  text: string;
  /** Bits of `traits`. */
  traits: number;
  /** Where words begin that a name may stand beside. */
  heads: readonly number[];
}

/** Digits as people spell them on the telephone too: 幺 for 1, 洞 for 0, 拐 for 7, 勾 for 9. */
const speltDigitOf = ['〇零○洞', '一壹幺', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒拐', '八捌', '九玖勾'];
export const speltDigits: string = speltDigitOf.join('');
/** Fewer digits than these in a row are a year, a date or a count. */
const speltLeast = 7;
const longNumber = 5;
const isGap = new Uint8Array(0x10000);
for (const gap of ' -.·') isGap[gap.charCodeAt(0)] = 1;

/** The code each code is read as. */
const readAs = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
for (let code = 0xff01; code <= 0xff5e; code++) readAs[code] = code - 0xfee0;
for (const kept of '，：；！？') readAs[kept.charCodeAt(0)] = kept.charCodeAt(0);
for (const blank of '\u00a0\u3000') readAs[blank.charCodeAt(0)] = 0x20;
for (const dash of '\u2010\u2011\u2012\u2013\u2014\u2015\u2212') readAs[dash.charCodeAt(0)] = 0x2d;

/** The traits a code brings, after `readAs`. */
const traitsOf = new Uint16Array(0x10000);
const give = (trait: number, characters: string) => {
  for (let i = 0; i < characters.length; i++) traitsOf[characters.charCodeAt(i)]! |= trait;
};
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
give(traits.digit, '0123456789');
give(traits.letter, letters);
give(traits.at, '@');
give(traits.colon, '：:');
give(traits.province, '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼');
give(traits.chat, '微威薇VvWwQq扣鹅');
give(traits.building, '栋幢座#院元室房弄户号业');

const speltValue = new Uint8Array(0x10000);
speltDigitOf.forEach((words, digit) => {
  for (const word of words) speltValue[word.charCodeAt(0)] = digit + 0x30;
});

/** Pairs of codes with which such words begin, by a hash: a pair of the same hash is looked at in vain. */
const headHash = new Uint8Array(0x10000);
const hashOf = (first: number, second: number): number => ((first * 31) ^ second) & 0xffff;
for (const head of nameHeads) headHash[hashOf(head.charCodeAt(0), head.charCodeAt(1))] = 1;

let codes = new Uint16Array(4096);

/** Reads a text once, code by code. */
export function shadowOf(text: string): Shadow {
  const { length } = text;
  if (length >= codes.length) codes = new Uint16Array(2 * length);
  const heads: number[] = [];
  let found = 0;
  let previous = 0;
  let changed = false;
  // Digits of either script in a row, with one sign between them at most.
  let digits = 0;
  let spelt = 0;
  let from = 0;
  let last = 0;
  for (let i = 0; i <= length; i++) {
    const raw = i < length ? text.charCodeAt(i) : 0;
    const code = readAs[raw]!;
    if (code !== raw) changed = true;
    codes[i] = code;
    if (headHash[hashOf(previous, code)] === 1) heads.push(i - 1);
    const trait = traitsOf[code]!;
    found |= trait;
    if (trait & traits.letter && last & traits.province) found |= traits.plate;
    if (code !== 0x20) last = trait;
    const isSpelt = speltValue[code] !== 0;
    if (isSpelt || (code >= 0x30 && code <= 0x39)) {
      if (isSpelt) spelt++;
      if (digits++ === 0) from = i;
    } else if (digits > 0 && (isGap[code] === 0 || isGap[previous] === 1)) {
      if (spelt === 0) found |= digits >= longNumber ? traits.longNumber : 0;
      else if (digits >= speltLeast) {
        found |= traits.digit | traits.longNumber;
        changed = true;
        for (let at = from; at < i; at++) codes[at] = speltValue[codes[at]!] || codes[at]!;
      }
      digits = 0;
      spelt = 0;
    }
    previous = code;
  }
  return { text: changed ? asText(length) : text, traits: found, heads };
}

const asText = (length: number): string => Buffer.from(codes.buffer, 0, 2 * length).toString('utf16le');
