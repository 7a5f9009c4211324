import { nameTriggers } from './names.ts';
import { speltDigits } from './shadow.ts';

/**
 * A regular expression (RE2) that every text with personal data matches; most without do not. It runs inside DuckDB at
 * full speed, so that JavaScript sees only what must be looked at. Kept loose: too much costs time, too little leaks.
 */
const digit = `[0-9０-９]`;
const anyDigit = `[0-9０-９${speltDigits}]`;
const gap = '[ \\-.·()\u00a0\u3000\u2010-\u2015\u2212－．（）]';
const province = '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]';
const numeral = '[0-9０-９〇零一二三四五六七八九十百甲乙丙丁A-Za-zＡ-Ｚａ-ｚ]';
/** What stands right before a house number, as rooms.ts has it; numbers in words, parts of one number too. */
const road = '[路街道巷弄里村苑园屯庄寨组队社垸坊同]';
const houseNumber = '[0-9０-９〇零一二三四五六七八九十百\u2010-\u2015\u2212－之-]';
export const gateParts = [
  `${digit}(?:${gap}{0,4}${digit}){6}|${anyDigit}(?:${gap}?${anyDigit}){6}`,
  '[@＠]',
  `${province}[\\s\u00a0\u3000]?[A-HJ-NP-Za-hj-np-zＡ-Ｚａ-ｚ]|车牌|牌照|牌号`,
  '微信|威信|薇信|[VvＶｖ](?:信|[XxＸｘ:：])|[WwＷｗ](?:[XxＸｘ]|[EeＥｅ][IiＩｉ][XxＸｘ]|[EeＥｅ][CcＣｃ])',
  `[QqＱｑ](?:[QqＱｑ号:：\\s]|${digit})|扣扣|企鹅`,
  '护照|通行证|军官证|士兵证|居留证|居住证|社保卡|医保卡|社保号|残疾人?证|港澳证|台胞证|回乡证',
  nameTriggers,
  `${numeral}(?:栋|幢|座|号[楼院房]|单元|室|房|弄|业主|住户|户主|[#＃])|${road}${houseNumber}{1,12}号|门${digit}|[上下壁门面住在]${digit}{3}`,
  `${digit}[-\u2010-\u2015\u2212－]${digit}{2}`,
];

export const textGate: string = gateParts.join('|');

/** The same for short fields, where only numbers are looked for. */
export const wordGate: string = gateParts.slice(0, 6).join('|');
