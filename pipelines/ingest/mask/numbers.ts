import { isIdentityNumber, isLuhn, isOldIdentityNumber } from './checksums.ts';
import { eachMatch } from './each-match.ts';
import type { PersonalKind, Span } from './kinds.ts';
import { type Shadow, traits } from './shadow.ts';

/** What a number is called right before it. */
type Label = 'order' | 'phone' | 'card' | 'identity';

/** The last label before a number decides; a sentence or a mark ends its reach. */
const label =
  /^[\s\S]*(?:(工单|订单|单号|编号|流水|受理号|案号|合同|批号|文号|发票|运单|快递|条码|型号|批次|金额|价格|报价|信用代码|税号)|(电话|座机|固话|手机|联系方式|号码|致电|拨打|来电|回电|传真|联系|热线|微信|[Tt][Ee][Ll]|[Pp]hone|[Mm]ob)|(卡号|银行卡|储蓄卡|信用卡|账号|帐号|账户|帐户|存折)|身份证|证件|身份号)[^\d，。；\n〔〕]{0,12}$/;

function labelBefore(text: string, start: number): Label | undefined {
  const found = label.exec(text.slice(Math.max(0, start - 18), start));
  if (!found) return undefined;
  if (found[1]) return 'order';
  if (found[2]) return 'phone';
  return found[3] ? 'card' : 'identity';
}

/** What stands after a number that counts or measures something. */
const quantity = /^(?:\.\d|\s{0,2}(?:元|块|万|亿|平|米|公里|吨|度|人(?!工)|户|次|天|年|℃|%|％))/;

/** Group lengths in which people write the 11 digits of a mobile number. */
const mobileGroups = new Set(
  '11 3-8 7-4 5-6 6-5 4-7 3-4-4 4-4-3 4-3-4 3-3-5 3-5-3 5-3-3 5-2-4 3-3-3-2 2-3-3-3 3-2-3-3 3-4-2-2 3-2-2-4 3-2-2-2-2 1-1-1-1-1-1-1-1-1-1-1'.split(
    ' ',
  ),
);
const groupsOf = (number: string): string =>
  number
    .split(/\D+/)
    .filter(Boolean)
    .map((group) => group.length)
    .join('-');

const gap = '[ \\-.·()]{0,3}';
/** Not inside a longer number or a decimal. */
const alone = '(?<![0-9]|[0-9][-.])';
const ended = '(?![-.]?[0-9])';
const extension = '(?:\\s?(?:转|分机|ext\\.?|-)\\s?\\d{1,5})?';

interface NumberRule {
  kind: PersonalKind;
  /** Looked for only in a run of at least this many digits. */
  digits: number;
  pattern: RegExp;
  holds(number: { digits: string; written: string; before: string; after: string; label: Label | undefined }): boolean;
}

const rules: NumberRule[] = [
  {
    // Its check digit tells it even inside other letters; two more digits make it the number of a disability card.
    kind: 'identity',
    digits: 17,
    pattern: /(?<![0-9])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[0-9Xx](?:\d{2})?(?![0-9A-Za-z])/g,
    holds: ({ digits, label }) =>
      isIdentityNumber(digits.slice(0, 18)) || (digits.length === 18 && label === 'identity'),
  },
  {
    kind: 'identity',
    digits: 15,
    pattern: /(?<![0-9A-Za-z])[1-9]\d{5}[ -]?\d{6}[ -]?\d{3}(?![0-9A-Za-z])/g,
    holds: ({ digits, label }) =>
      label === 'identity' || (isOldIdentityNumber(digits) && label !== 'order' && label !== 'card'),
  },
  {
    kind: 'mobile',
    digits: 11,
    pattern: new RegExp(`${alone}(?:(?:\\+|00)?86${gap}|0)?1${gap}[3-9](?:${gap}\\d){9}${extension}(?![0-9])`, 'g'),
    holds: ({ written, before, after, label }) => {
      const number = written.replace(/^\+?(?:00)?86[ \-.·()]*|^0/, '').replace(/[^\d]*(?:转|分机|ext\.?).*$/, '');
      const groups = groupsOf(number);
      if (!mobileGroups.has(groups) && !(groups.startsWith('3-4-4-') && written.includes('-')))
        return label === 'phone';
      if (/[A-Za-z]$/.test(before) && label !== 'phone') return /(?:^|[^A-Za-z])(?:[vVwW][xX]?|[qQ]{2})$/.test(before);
      return label === 'phone' || (label !== 'order' && label !== 'card' && !quantity.test(after));
    },
  },
  {
    kind: 'card',
    digits: 10,
    pattern: /(?<![0-9A-Za-z]|[0-9][-.])\d(?:[ -]?\d){9,20}(?![0-9A-Za-z])/g,
    holds: ({ digits, written, label }) => {
      if (label === 'card') return !/^0\d{2,3}-/.test(written);
      if (label === 'order' || label === 'phone' || digits.length < 15 || digits.length > 19) return false;
      const whole = !/\D\d{1,3}\D/.test(written) && /^\d{4}/.test(written);
      return whole && /^(?:62|4|5[1-5]|3[47]|9[58])/.test(digits) && isLuhn(digits);
    },
  },
  {
    kind: 'landline',
    digits: 10,
    pattern: new RegExp(
      `(?<![0-9A-Za-z]|[0-9][-.])(?:\\(0(?:10|2\\d|[3-9]\\d{2})\\)|0(?:10|2\\d|[3-9]\\d{2})|(?:\\+|00)?86[ -]{0,2}(?:10|2\\d|[3-9]\\d{2})(?=[ -]))[ -]{0,4}[2-9]\\d{2,3}[ -]?\\d{4}${extension}${ended}(?![A-Za-z])`,
      'g',
    ),
    holds: ({ label, after }) => label === 'phone' || (label !== 'order' && label !== 'card' && !quantity.test(after)),
  },
  {
    kind: 'landline',
    digits: 7,
    pattern: new RegExp(`(?<![0-9A-Za-z〕-])[2-9]\\d{2,3}[ -]?\\d{4}${extension}${ended}(?![A-Za-z])`, 'g'),
    holds: ({ digits, written, after, label }) =>
      label === 'phone' && !isDay(digits) && !/^(?:19|20)\d\d[ -]20\d\d/.test(written) && !quantity.test(after),
  },
];

const isDay = (digits: string): boolean => /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits);

const run = /[(+]?[0-9](?:[ \-.·()]{0,4}[0-9Xx])*/g;
/** Between two numbers of one list: the second is what the first is. */
const listSign = /^\s?(?:[、/,，;；或和及]|或者)\s?$/;

/** Adds the spans of phones, identity numbers and bank cards. */
export function findNumbers({ text, traits: has }: Shadow, spans: Span[]): void {
  if (!(has & traits.digit)) return;
  let phoneEnd = -1;
  eachMatch(run, text, (found) => {
    if (found[0].length < 7) return;
    const count = found[0].replace(/\D/g, '').length;
    if (count < 7) return;
    const listed = phoneEnd >= 0 && found.index - phoneEnd <= 4 && listSign.test(text.slice(phoneEnd, found.index));
    const from = Math.max(0, found.index - 2);
    const runEnd = found.index + found[0].length;
    const windowEnd = runEnd + 12;
    const window = text.slice(from, windowEnd);
    for (const { kind, digits: needed, pattern, holds } of rules) {
      if (count < needed) continue;
      // What stands before a number found is no part of the next one's surroundings.
      let offset = from;
      pattern.lastIndex = 0;
      for (let match = pattern.exec(window); match; match = pattern.exec(text.slice(offset, windowEnd))) {
        const written = match[0];
        const start = offset + match.index;
        if (start >= runEnd) break;
        const end = start + written.length;
        const label = labelBefore(text, start) ?? (listed && start === found.index ? 'phone' : undefined);
        const before = text.slice(Math.max(0, start - 4), start);
        const digits = written.replace(/[^0-9Xx]/g, '');
        if (!holds({ digits, written, before, after: text.slice(end, end + 4), label })) continue;
        spans.push({ start, end, kind });
        if (kind === 'mobile' || kind === 'landline') phoneEnd = end;
        offset = end;
        pattern.lastIndex = 0;
      }
    }
  });
}
