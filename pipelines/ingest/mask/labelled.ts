import { eachMatch } from './each-match.ts';
import type { PersonalKind, Span } from './kinds.ts';
import { type Shadow, traits } from './shadow.ts';

const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const fill = '(?:号码?|帐号|账号|证号|编号|(?:ID|id)(?=[是为:：\\s])|群号?|名|[是为:：()（“"”\'\\s]){0,6}';

interface Labelled {
  kind: PersonalKind;
  /** What such a text cannot do without: all of these traits, and the hint. */
  needs: number;
  hint: RegExp;
  /** The last group is the value. */
  pattern: RegExp;
}

const rules: Labelled[] = [
  {
    kind: 'identity',
    needs: traits.longNumber,
    hint: /护照|通行证|军官证|士兵证|居留证|居住证|社保卡|医保卡|社保号|残疾人?证|港澳证|台胞证|回乡证/,
    pattern: new RegExp(
      `(?:护照|通行证|军官证|士兵证|居留证|居住证|社保卡|医保卡|社保号|残疾人?证|港澳证|台胞证|回乡证)(?:[（(][^）)\\d]{0,6}[）)])?${fill}([\\u4e00-\\u9fff]字第\\d{5,10}|[A-Za-z]{0,3}\\d{6,18}[\\dXx]?)(?![0-9A-Za-z])`,
      'g',
    ),
  },
  {
    kind: 'wechat',
    needs: traits.chat,
    hint: /微信|威信|薇信|[Vv](?:信|[Xx]|[:：])|[Ww](?:[Xx]|ei[Xx]in|e[Cc]hat)/,
    pattern: new RegExp(
      `(?:微信|威信|薇信|[Vv]信|(?<![A-Za-z])(?:[Vv][Xx]|[Ww][Xx]|[Vv](?=[:：])|[Ww]ei[Xx]in|[Ww]e[Cc]hat))(?:同号|联系)?${fill}((?!(?:app|wifi|http|www)(?![-_0-9]))[A-Za-z][-_A-Za-z0-9]{5,19}|[1-9]\\d{5,11})(?![-_A-Za-z0-9@])`,
      'gi',
    ),
  },
  {
    kind: 'qq',
    needs: traits.chat | traits.longNumber,
    hint: /[Qq](?:[Qq号:：]|\s?\d{6})|扣扣|企鹅/,
    pattern: new RegExp(
      `(?:[Qq][Qq]|扣扣|企鹅|[Qq]号|(?<![A-Za-z0-9])[Qq][:：]?\\s?(?=\\d{6}))${fill}([1-9]\\d{4,10})(?![0-9@])`,
      'g',
    ),
  },
  {
    kind: 'email',
    needs: traits.at,
    hint: /@/,
    pattern: /(?<![\w.+-])([\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})/g,
  },
  {
    kind: 'plate',
    needs: traits.plate | traits.digit,
    hint: new RegExp(`[${provinces}]\\s?[A-HJ-NP-Za-hj-np-z]|WJ`),
    pattern: new RegExp(
      `((?:WJ)?[${provinces}]\\s?[A-HJ-NP-Za-hj-np-z]\\s?[·•.-]?\\s?(?=[A-HJ-NP-Za-hj-np-z]{0,5}\\d)(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳领]))(?![A-Za-z0-9]|\\s?[年月元])`,
      'g',
    ),
  },
  {
    kind: 'plate',
    needs: traits.digit,
    hint: /车牌|牌照|牌号/,
    pattern: new RegExp(
      `(?:车牌|牌照|牌号)${fill}([${provinces}]?[A-Za-z]?[·•.-]?\\s?(?=[A-Za-z]{0,5}\\d)[A-Za-z0-9]{5,7})(?![A-Za-z0-9])`,
      'g',
    ),
  },
];

/** Adds the spans of passports and other papers, WeChat and QQ numbers, e-mail addresses, plates. */
export function findLabelled({ text, traits: has }: Shadow, spans: Span[]): void {
  for (const { kind, needs, hint, pattern } of rules)
    if ((has & needs) === needs && hint.test(text))
      eachMatch(pattern, text, (match) => {
        const end = match.index + match[0].length;
        spans.push({ start: end - match[1]!.length, end, kind });
      });
}
