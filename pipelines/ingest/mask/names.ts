import type { Span } from './kinds.ts';
import { endingWord, leadingWord, type NameWord, wordsAfterName, wordsBeforeName } from './name-words.ts';
import {
  anyNameBeginnings,
  endsName,
  isWholeName,
  mayBegin,
  nameAt,
  nameBefore,
  nameBeginnings,
} from './person-names.ts';
import { everydayFrequency, listedWord } from './person-words.ts';
import type { Shadow } from './shadow.ts';

const han = '[\\u4e00-\\u9fff]';
/** What every text with a name has, for a gate that knows no lookahead: the words, and what `nameAfter` and `nameBefore` need beside them. */
export const nameTriggers: string = [
  ...wordsBeforeName.said,
  `(?:${wordsBeforeName.declared.join('|')})(?:[^一-\u9fff]|[姓名${anyNameBeginnings}])`,
  `(?:${wordsBeforeName.labelled.join('|')})(?:[^一-\u9fff]|[姓名${nameBeginnings}])`,
  `(?:${wordsBeforeName.phrase.join('|')})[${nameBeginnings}：:，,（( 。！!\\s\u00a0\u3000]`,
  `[${anyNameBeginnings}][一-\u9fff]{0,3}(?:${wordsAfterName.join('|')})`,
].join('|');

const colonAfter = /^(?:姓名|名称|名字)?(?:[（(][^）)]{0,8}[）)])?\s{0,2}[：:]\s{0,3}/;
const saidSign = /^[：:，, “"'「]{0,2}/;
const phraseSign = /^(?:[：:，,（(]?|姓名[：:]?| (?=\S))/;
const closingSign = /^[。！!\s]{0,12}/;
const dotted = new RegExp(`^${han}{1,12}(?:[·•．.]${han}{1,12}){1,3}`);
const dottedSay = new RegExp(`^${han}{1,10}[·•．]${han}{1,10}`);
const latin =
  /^(?!(?:qq|vx|wx|wechat|tel|phone|mobile|email|id|no)\b)[A-Za-z][A-Za-z.'-]+(?: [A-Za-z][A-Za-z.'-]*){0,3}/i;
const nobody =
  /^(?:匿名|保密|未知|不详|无名|隐名|先生|女士|小姐|市民|居民|群众|村民|网友|业主|某某|来电人|热心市民|本人|日期|时间|地址|电话|手机|经办人|联系人|性别|暂无|没有|同上|如下|以下)/;

const nobodyAtAll = new RegExp(`${nobody.source}$`);

/** Adds the spans of names that their surroundings betray, and of the row's own caller wherever it stands. */
export function findNames({ text, heads }: Shadow, caller: string, spans: Span[]): void {
  const own = caller === '' ? undefined : properName(caller);
  if (own)
    for (let at = text.indexOf(own); at >= 0; at = text.indexOf(own, at + own.length))
      spans.push({ start: at, end: at + own.length, kind: 'name' });
  let wordEnd = 0;
  let titleEnd = 0;
  for (const at of heads) {
    const leading = at >= wordEnd ? leadingWord(text, at) : undefined;
    if (leading) {
      wordEnd = at + leading.word.length;
      const [skipped, length] = nameAfter(leading, text.slice(wordEnd, wordEnd + 64));
      addName(text, wordEnd + skipped, length, spans);
    }
    const ending = at >= titleEnd ? endingWord(text, at) : undefined;
    if (!ending) continue;
    titleEnd = at + ending.word.length;
    const length = nameBefore(text, at, ending.before!);
    addName(text, at - length, length, spans);
  }
}

/** Whether a word beside a name stands so near to a span that what is between them may be one. */
export function mayHoldName(text: string, start: number, end: number): boolean {
  for (let at = end; at < end + 6; at++) if (endingWord(text, at)) return true;
  if (text[start]! < '\u4e00') return false;
  for (let at = Math.max(0, start - 12); at < start - 2; at++) if (leadingWord(text, at)) return true;
  return false;
}

/** How many characters stand between a word and a name, and the length of the name: 0 where there is none. */
function nameAfter(leading: NameWord, after: string): [skipped: number, length: number] {
  if (!leading.says && !mayBegin(after[0], leading.declares === true)) return [0, 0];
  const colon = leading.label && colonAfter.exec(after);
  if (colon) return [colon[0].length, labelledLength(leading, after.slice(colon[0].length))];
  if (leading.says) {
    const skipped = saidSign.exec(after)![0].length;
    const rest = after.slice(skipped);
    const long = dottedSay.exec(rest);
    return [skipped, long ? long[0].length : nameAt(rest, 0, true)];
  }
  const skipped = (leading.word === '敬礼' ? closingSign : phraseSign).exec(after)![0].length;
  const rest = after.slice(skipped);
  if (nobody.test(rest)) return [0, 0];
  const length = nameAt(rest, 0, leading.declares === true);
  return [skipped, length > 0 && endsName(rest, 0, length) ? length : 0];
}

/** Length of the name after a label and a colon. */
function labelledLength({ declares }: NameWord, value: string): number {
  const long = dotted.exec(value);
  if (long) return long[0].length;
  const written = latin.exec(value);
  if (written) return declares ? written[0].trimEnd().length : 0;
  if (nobody.test(value)) return 0;
  const cell = /^[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])/.exec(value)?.[0];
  if (cell && isWholeName(cell)) return cell.length;
  const length = nameAt(value, 0, true);
  if (length > 0) return length;
  if (!declares) return 0;
  // A surname nobody lists: the whole cell, if it is short and no word.
  return cell && !listedWord(cell) && everydayFrequency(cell.slice(0, 2)) === 0 ? cell.length : 0;
}

function addName(text: string, start: number, length: number, spans: Span[]): void {
  if (length <= 0) return;
  spans.push({ start, end: start + length, kind: 'name' });
  addListed(text, start + length, spans);
}

/** More names of the same list: 投诉人：甲、乙和丙. */
function addListed(text: string, from: number, spans: Span[]): void {
  for (let end = from, many = 0; many < 30; many++) {
    const sign = text[end];
    if (sign === undefined || !'、和与及/'.includes(sign)) return;
    const length = nameAt(text, end + 1, false);
    if (length === 0 || !endsName(text, end + 1, end + 1 + length)) return;
    spans.push({ start: end + 1, end: end + 1 + length, kind: 'name' });
    end += 1 + length;
  }
}

const shortName = new RegExp(`^${han}{2,4}$`);
const longName = new RegExp(`^${han}{1,12}(?:[·•．]${han}{1,12})+$`);

/** The name in a name field, without titles; nothing for what is no person's name. */
export function properName(field: string): string | undefined {
  const name = field
    .replace(/[\s\u3000]+/g, '')
    .replace(/(?:先生|女士|小姐|同志|师傅|老师)$/, '')
    .replace(/[（(].*$/, '');
  if (nobodyAtAll.test(name) || /[*＊某]/.test(name) || /公司|单位|中心|委员会|办事处/.test(name)) return undefined;
  return shortName.test(name) || longName.test(name) ? name : undefined;
}
