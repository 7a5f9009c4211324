import { isIdentityNumber, isLuhn, isOldIdentityNumber } from './checksums.ts';
import { eachMatch } from './each-match.ts';
import type { PersonalKind, Span } from './kinds.ts';

/** What stands before a number that belongs to an order, a contract or a payment, not to a person. */
const orderLabel =
  /(?:工单|订单|单号|编号|流水|受理号|案号|合同|批号|文号|发票|运单|快递|条码|金额|价格|报价)[^\d]{0,6}$/;
/** What stands after a number that counts or measures something. */
const quantity = /^\s{0,2}(?:元|块|万|亿|平|米|公里|吨|度|人|户|次|天|年|℃|%|％)/;
const phoneLabel = /(?:电话|座机|固话|手机|联系方式|联系号码|号码|致电|拨打|来电|回电|传真|联系)[^\d，。；]{0,8}$/;
const cardLabel = /(?:卡号|银行卡|账号|帐号|账户|帐户|尾号)[^\d，。；]{0,12}$/;
const identityLabel = /(?:身份证|证件|身份号|公民身份)[^\d，。；]{0,10}$/;
const gap = '[ \\-—–·.]?';

interface NumberRule {
  kind: PersonalKind;
  /** Looked for only around a run of at least this many digits. */
  digits: number;
  pattern: RegExp;
  /** Looks at the digits, what stands before and after. */
  holds(digits: string, before: string, after: string): boolean;
}

const rules: NumberRule[] = [
  {
    kind: 'identity',
    digits: 17,
    pattern: /(?<![0-9A-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])/g,
    holds: (digits, before) => isIdentityNumber(digits) || identityLabel.test(before),
  },
  {
    kind: 'identity',
    digits: 15,
    pattern: /(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])/g,
    holds: (digits, before) => identityLabel.test(before) || (isOldIdentityNumber(digits) && !orderLabel.test(before)),
  },
  {
    kind: 'card',
    digits: 13,
    pattern: /(?<![0-9A-Za-z])\d{4}(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?![0-9A-Za-z])/g,
    holds: (digits, before) =>
      digits.length >= 13 &&
      digits.length <= 19 &&
      !orderLabel.test(before) &&
      (cardLabel.test(before) ||
        (/^(?:62|4|5[1-5]|3[47]|9[58])/.test(digits) && digits.length >= 15 && isLuhn(digits))),
  },
  {
    kind: 'mobile',
    digits: 11,
    pattern: new RegExp(`(?<![0-9A-Za-z.])(?:(?:\\+|00)?86${gap}|0)?1[3-9]${gap}\\d(?:${gap}\\d){8}(?![0-9])`, 'g'),
    holds: (_, before, after) => phoneLabel.test(before) || (!orderLabel.test(before) && !quantity.test(after)),
  },
  {
    kind: 'landline',
    digits: 10,
    pattern:
      /(?<![0-9A-Za-z.-])(?:\(0\d{2,3}\)|0\d{2,3})[ \-—–]{0,2}[2-9]\d{2,3}[ -]?\d{4}(?:(?:转|-)\d{1,5})?(?![0-9A-Za-z])/g,
    holds: (_, before) => !orderLabel.test(before),
  },
  {
    kind: 'landline',
    digits: 7,
    pattern: /(?<![0-9A-Za-z.-])[2-9]\d{2,3}[ -]?\d{4}(?:(?:转|-)\d{1,5})?(?![0-9A-Za-z])/g,
    holds: (digits, before, after) =>
      phoneLabel.test(before) && !/^(?:19|20)\d{6}$/.test(digits) && !quantity.test(after),
  },
];

const run = /[(+]?[0-9](?:[ \-—–·.()]{0,3}[0-9Xx])*/g;

/** What only a label betrays. The last group is the value. */
const labelled: { kind: PersonalKind; hint: RegExp; pattern: RegExp }[] = [
  {
    kind: 'identity',
    hint: /护照|通行证|军官证|居留证|社保卡|医保卡|港澳证|台胞证/,
    pattern:
      /(?:护照|通行证|军官证|居留证|社保卡|医保卡|港澳证|台胞证)(?:号码?)?[是为：: ]{0,3}([A-Za-z]{0,3}\d{6,12})(?!\d)/g,
  },
  {
    kind: 'wechat',
    hint: /微信|威信|薇信|[Vv](?:信|[Xx])|[Ww](?:[Xx]|eixin|e[Cc]hat)/,
    pattern:
      /(?:微信|威信|薇信|[Vv]信|[Vv][Xx]|[Ww][Xx]|[Ww]eixin|[Ww]e[Cc]hat)(?:号码?|账号|帐号)?[是为：: ]{0,3}([A-Za-z][-_A-Za-z0-9]{5,19}|\d{6,12})(?![-_A-Za-z0-9])/g,
  },
  {
    kind: 'qq',
    hint: /[Qq][Qq号]|扣扣|企鹅号/,
    pattern: /(?:[Qq][Qq]|扣扣|企鹅号|Q号)(?:号码?|群号?|账号)?[是为：: ]{0,3}([1-9]\d{4,10})(?!\d)/g,
  },
  { kind: 'email', hint: /@/, pattern: /(?<![\w.+-])([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})/g },
  {
    kind: 'plate',
    hint: /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]/,
    pattern:
      /([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?(?=[A-HJ-NP-Z]{0,5}\d)(?:[A-HJ-NP-Z0-9]{5}(?:[A-HJ-NP-Z0-9])?|[A-HJ-NP-Z0-9]{4}[挂学警港澳领使]))(?![A-Za-z0-9])/g,
  },
];

/** Adds the spans of phones, papers, cards, plates and addresses of the net. `text` has half-width digits. */
export function findNumbers(text: string, spans: Span[]): void {
  eachMatch(run, text, (found) => {
    if (found[0].length < 7) return;
    const digits = found[0].replace(/\D/g, '').length;
    if (digits < 7) return;
    // One character before the run, for what must not stand there.
    const from = Math.max(0, found.index - 1);
    findInRun(text, from, text.slice(from, found.index + found[0].length + 12), digits, spans);
  });
  for (const { kind, hint, pattern } of labelled)
    if (hint.test(text))
      eachMatch(pattern, text, (match) => {
        const end = match.index + match[0].length;
        spans.push({ start: end - match[1]!.length, end, kind });
      });
}

function findInRun(text: string, from: number, window: string, count: number, spans: Span[]): void {
  for (const { kind, digits: needed, pattern, holds } of rules)
    if (count >= needed)
      eachMatch(pattern, window, (match) => {
        const start = from + match.index;
        const end = start + match[0].length;
        const digits = match[0].replace(/[^0-9Xx]/g, '');
        if (holds(digits, text.slice(Math.max(0, start - 14), start), text.slice(end, end + 4)))
          spans.push({ start, end, kind });
      });
}

const isChineseDigit = new Uint8Array(0x10000);
for (const digit of '〇零一幺壹二贰三叁四肆五伍六陆七柒八捌九玖') isChineseDigit[digit.charCodeAt(0)] = 1;

/** Adds mobile numbers spelt in Chinese digits: exactly 11 of them. */
export function findSpeltMobiles(text: string, spans: Span[]): void {
  for (let at = 0; at < text.length; at++) {
    if (isChineseDigit[text.charCodeAt(at)] === 0) continue;
    const start = at;
    while (isChineseDigit[text.charCodeAt(at)] === 1) at++;
    if (at - start === 11 && /^[一幺壹][三四五六七八九叁肆伍陆柒捌玖]/.test(text.slice(start, at)))
      spans.push({ start, end: at, kind: 'mobile' });
  }
}
