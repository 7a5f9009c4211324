import { eachMatch } from './each-match.ts';
import type { Span } from './kinds.ts';
import { type Shadow, traits } from './shadow.ts';

const numeral = '[〇零一二三四五六七八九十百]';
const number = `(?:\\d{1,4}|${numeral}{1,4}|[A-Za-z]\\d{0,3})`;
const unit = '(?:[一二三四五六七八九十甲乙丙丁A-Za-z\\d]{1,2}(?:单元|门(?=\\d)))';
const building = `(?:第?${number}(?:号楼|号院|栋|幢|座(?=[一二三四五六七八九十A-Za-z\\d]{1,2}单元|\\d)|#楼?(?=[\\d一二三四五六七八九楼])))`;
const floor = `(?:${numeral}{1,3}(?:楼|层)|\\d{1,3}(?:楼|层))`;
const side = '(?:[东西中南北]{1,2}户)';
const room = `(?:[A-Za-z]?\\d{1,4}(?:-\\d{1,4})?(?:室|号房|户|房(?![\\d一二三四五六七八九屋间子])|号(?=[，。,;；、\\s]|$|业主|住户))|[〇零一二三四五六七八九]{3,4}(?:室|号房|房)|[A-Za-z]?\\d{3,4}(?![\\d元块万人年米个号路吨度次平公%.㎡/:：-])|${side})`;
const inside = `${unit}?\\s?${floor}?\\s?${room}?`;
/** A house number on a road, or in a village's group. */
const house =
  '(?:(?:\\d{1,4}弄)?\\s?(?:\\d{1,5}(?:[-之]\\d{1,4})?|[一二三四五六七八九十百]{1,5})号(?:附\\d{1,3}号?)?|\\d{1,4}弄)';
const noHouse =
  '(?!线|门(?![前口面外])|口|桥|码头|公路|高速|机|文|令|井|台|站|地块|标段|[上下]午|凌晨|早|晚|中午|之?前|之?后|左右|起|至|到|开始|那天|当天)';
/** What an estate's name ends on, or a road's: a number right behind it is a building's. */
const estateEnd = '[园苑区庭府湾城里村郡居邸寓阁轩台坊舍岸院厦座国际路街巷弄道]';

interface RoomRule {
  /** What such a text cannot do without: any of these traits, and the hint. */
  needs: number;
  hint: RegExp;
  pattern: RegExp;
  holds(found: string, before: string, after: string): boolean;
}

/** Buildings that are counted, not named: 共 5 栋, 3 栋楼房, 一栋居民楼. */
const counted = /(?:[共有约近计这那两几每建盖该某另整余多\d.+]|[了过出增仅]|另外)$/;
const countedThing =
  /^(?:[^，。,;；\s〔〕]{0,5}(?:楼房|房[屋子]|住宅|高层|别墅|违建|建筑|洋房|居民楼|宿舍|平房|大楼|厂房|民房)|楼(?![下上道顶前后旁梯层东西南北])|超高|为一)/;
const alone = new RegExp(`^第?${number}[栋幢]$`);
const chineseAlone = new RegExp(`^第?${numeral}{1,4}[栋幢]$`);

const rules: RoomRule[] = [
  {
    // Buildings, also several (1、3、5栋; 3栋5栋), then perhaps entrance, floor and room.
    needs: traits.building,
    hint: /[栋幢座#]|号楼|号院/g,
    pattern: new RegExp(
      `(?:${number}[、/~至到-]){0,8}(?:${building}(?:[、到至和-](?=${building}))?){1,8}[\\s,，]?${inside}`,
      'g',
    ),
    holds: (found, before, after) => {
      const plain = found.replace(/[\s,，]+$/, '').trim();
      if (/第$/.test(before) || /[\dA-Za-z]$/.test(before)) return false;
      if (!alone.test(plain)) return true;
      if (counted.test(before) || (countedThing.test(after) && !estateName.test(before))) return false;
      return !chineseAlone.test(plain) || plain.startsWith('第') || estateName.test(before);
    },
  },
  {
    needs: traits.building,
    hint: /单元|门\d/g,
    pattern: new RegExp(`${unit}[\\s,，]?${floor}?${room}`, 'g'),
    holds: (_, before) => !/[第\dA-Za-z]$/.test(before),
  },
  {
    // 3-2-501 and, behind an estate, 3-501.
    needs: traits.digit,
    hint: /\d-\d/g,
    pattern: new RegExp(
      `(?:[A-Za-z]?\\d{1,3}-\\d{1,2}-\\d{2,4}|(?<=${estateEnd})[A-Za-z]?\\d{1,3}-\\d{3,4})(?:室|号房?|房)?(?!-|[\\d.%年月日/元米个万人])`,
      'g',
    ),
    holds: (_, before) => /[\u4e00-\u9fff)）]$/.test(before) && !/[月第]$/.test(before),
  },
  {
    needs: traits.building,
    hint: /\d(?:室|号房|房|业主|住户)|[〇零一二三四五六七八九](?:室|号房)/g,
    pattern:
      /(?:[A-Za-z]?\d{3,4}(?:室|号房|房(?!屋|间|子))|[〇零一二三四五六七八九]{3,4}(?:室|号房)|\d{3,4}(?=业主|住户|户主))/g,
    holds: (found, before) =>
      !/(?:[\d.\-号第A-Za-z共有约近计余]|[路街])$/.test(before) || (/室|房$/.test(found) && /号$/.test(before)),
  },
  {
    // Neighbours: 楼上1203.
    needs: traits.digit,
    hint: /(?:[上下壁门面住在])\d{3,4}/g,
    pattern: /(?<=楼上|楼下|隔壁|对门|对面|家住|住在)\d{3,4}(?![\d元块万人年米个号路吨度次平公多余天%.㎡\-:：])/g,
    holds: () => true,
  },
  {
    needs: traits.building,
    hint: /[\d一二三四五六七八九十百]号|\d弄/g,
    pattern: new RegExp(`${house}${noHouse}(?:${building}|大?院|附\\d{1,3}号){0,3}${inside}`, 'g'),
    holds: (found, before) =>
      /(?:[路街道巷弄里村苑园屯庄寨组队社垸坊]|胡同|大道|\u540c)$/.test(before) &&
      (/^\s?\d/.test(found) || /(?:[路街巷弄]|大道|胡同)$/.test(before)),
  },
  {
    // A house number and a room behind anything: 阳光花园8号1502室.
    needs: traits.building,
    hint: /\d号/g,
    pattern: new RegExp(`\\d{1,4}号${unit}?${floor}?\\d{3,4}(?:室|房)`, 'g'),
    holds: (_, before) => /[\u4e00-\u9fff]$/.test(before) && !/[月第]$/.test(before),
  },
];

const estateName = new RegExp(`(?:${estateEnd}|小区|期|组团|公馆|名都|华府|新村|大厦|广场)\\s?$`);

/** Adds the spans of house, building and room numbers, so that the place stays to the estate or road. */
export function findRooms({ text, traits: has }: Shadow, spans: Span[]): void {
  for (const rule of rules) {
    if (!(has & rule.needs)) continue;
    let searched = 0;
    eachMatch(rule.hint, text, ({ index }) => {
      if (index >= searched) searched = findAround(rule, text, searched, index, spans);
    });
  }
}

/**
 * Searches only around a hint, from what is searched already: a pattern that begins with a number would try every
 * number of the text. Returns how far it has come.
 */
function findAround({ pattern, holds }: RoomRule, text: string, searched: number, hint: number, spans: Span[]): number {
  const from = Math.max(searched, hint - reach);
  const offset = Math.max(0, from - 4);
  const window = text.slice(offset, hint + reach);
  let reached = searched;
  pattern.lastIndex = from - offset;
  for (let match = pattern.exec(window); match; match = pattern.exec(window)) {
    const found = match[0];
    const index = offset + match.index;
    if (index > hint + 4) break;
    const start = index + (found.length - found.trimStart().length);
    const end = index + found.trimEnd().replace(/[,，]$/, '').length;
    reached = end;
    const before = text.slice(Math.max(0, start - 4), start);
    if (/月\s?$/.test(before)) continue;
    if (holds(found, before, text.slice(end, end + 10))) spans.push({ start, end, kind: 'room' });
  }
  return reached;
}

/** Longer than any place's numbers before or behind a hint. */
const reach = 64;
