import { eachMatch } from './each-match.ts';
import type { Span } from './kinds.ts';

const number = '(?:\\d{1,4}|[一二三四五六七八九十百]{1,4}|[A-Za-z]\\d{0,3})';
const unit = '(?:[一二三四五六七八九十甲乙丙丁A-Da-d\\d]{1,2}(?:单元|门(?=\\d)))';
const building = `(?:第?${number}(?:号楼|号院|栋|幢|座(?=[一二三四五六七八九十A-Za-z\\d]{1,2}单元|\\d)))`;
const floor = '(?:[一二三四五六七八九十\\d]{1,3}(?:楼|层))';
const room =
  '(?:[A-Za-z]?\\d{1,4}(?:-\\d{1,4})?(?:室|号房|户|房(?![\\d一二三四五六七八九]|屋|间|子))|\\d{3,4}(?![\\d元块万人年米个号路吨度次平公%.]))';

const rules: RegExp[] = [
  // A building, then perhaps entrance, floor and room.
  new RegExp(`${building}[\\s，,]?${unit}?${floor}?${room}?`, 'g'),
  new RegExp(`${unit}${floor}?${room}`, 'g'),
  /\d{1,3}[-—－]\d{1,2}[-—－]\d{2,4}(?:室|号房?|房)?(?![-—－\d年月日/])/g,
  /[A-Za-z]?\d{3,4}(?:室|号房)/g,
  // A number on a road, and what stands behind it.
  new RegExp(
    `(?:\\d{1,4}弄)?\\s?\\d{1,5}(?:[-—之]\\d{1,4})?号(?!线|门(?![前口面外])|口|桥|码头|公路|高速|机|文|令|[上下]午)(?:${building}|院|大院)?${unit}?${floor}?${room}?`,
    'g',
  ),
];

/** What must, or must not, stand before a match of the rule of the same place. */
const before: ((text: string, start: number) => boolean)[] = [
  (text, start) => !/[第共有约近计这那一两几每\d]/.test(text[start - 1] ?? ''),
  (text, start) => !/[第\d]/.test(text[start - 1] ?? ''),
  (text, start) => /[\u4e00-\u9fff）)]/.test(text[start - 1] ?? ''),
  (text, start) => !/[\d.\-—号第]/.test(text[start - 1] ?? ''),
  (text, start) => /[路街道巷弄里村苑园屯庄寨同]/.test(text[start - 1] ?? ''),
];

/** What each rule cannot do without. */
const hints: RegExp[] = [/[栋幢座]|号楼|号院/, /单元|门\d/, /\d[-—－]\d/, /\d(?:室|号房)/, /\d号/];

/** Adds the spans of house, building and room numbers, so that the place stays to the estate or road. `text` has half-width digits. */
export function findRooms(text: string, spans: Span[]): void {
  for (let i = 0; i < rules.length; i++)
    if (hints[i]!.test(text))
      eachMatch(rules[i]!, text, (match) => {
        const { 0: found, index } = match;
        if (!before[i]!(text, index) || /月\s?$/.test(text.slice(Math.max(0, index - 2), index))) return;
        const start = index + (found.length - found.trimStart().length);
        spans.push({ start, end: index + found.trimEnd().replace(/[，,]$/, '').length, kind: 'room' });
      });
}
