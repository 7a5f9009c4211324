import { compoundSurnames, frequentSurnames } from '../mask/surnames.ts';
import { type DateReading, datesOf } from './date-formats.ts';
import { isPlaceholder } from './words.ts';

/** What the values of a column look like. Shares are of the filled cells, 0 when there is none. */
export interface Profile {
  /** Rows looked at, and those of them in which the cell holds something. */
  rows: number;
  filled: number;
  /** Different cells → how often; only short ones, and only as long as there are few. */
  words: Map<string, number> | undefined;
  distinct: number;
  /** Words that stand for an empty cell, with how often. */
  placeholders: Map<string, number>;
  dates: DateReading;
  share: {
    date: number;
    integer: number;
    number: number;
    clock: number;
    phone: number;
    identity: number;
    name: number;
    code: number;
    address: number;
    institution: number;
    district: number;
    street: number;
    lineBreaks: number;
    han: number;
  };
  /** Characters, on average. */
  length: number;
  /** Largest whole number. */
  largest: number;
  /** The separator of paths such as 城乡建设->市容, with the number of levels that most cells have. */
  path: { separator: string; levels: number; share: number } | undefined;
}

/** More different words than this are no closed list. */
const mostWords = 400;

/** Looks at the cells of one column. Placeholders such as `-` and 未评价 count as empty. */
export function profileOf(cells: readonly string[]): Profile {
  const counts = new Map<string, number>();
  const placeholders = new Map<string, number>();
  let filled = 0;
  for (const cell of cells) {
    if (cell === '') continue;
    if (isPlaceholder(cell)) {
      placeholders.set(cell, (placeholders.get(cell) ?? 0) + 1);
      continue;
    }
    filled++;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const share = (test: (cell: string) => boolean): number => {
    if (filled === 0) return 0;
    let n = 0;
    for (const [cell, count] of counts) if (test(cell)) n += count;
    return n / filled;
  };
  const matches = (pattern: RegExp) => share((cell) => pattern.test(cell));
  const dates = datesOf(counts);
  const isShort = [...counts.keys()].every((cell) => cell.length <= 30);
  return {
    rows: cells.length,
    filled,
    words: isShort && counts.size <= mostWords ? counts : undefined,
    distinct: counts.size,
    placeholders,
    dates,
    share: {
      date: filled === 0 ? 0 : dates.read / filled,
      integer: matches(/^[+-]?[\d,]{1,12}(\.0*)?$/),
      number: matches(/^[+-]?\d+(\.\d+)?$/),
      clock: matches(/^(\d{1,3}:)?\d{1,3}:\d{2}$/),
      phone: matches(phone),
      identity: matches(/^\d{6}(?:18|19|20)?\d{2}[01]\d[0-3]\d[\d*]{3,4}[\dXx*]?$/),
      name: share(isPersonName),
      code: matches(/^(?=.*\d)[A-Za-z\p{Script=Han}]{0,8}[-_A-Za-z]{0,4}[\d][-_\dA-Za-z]*$/u),
      address: matches(/[路街巷道弄]|小区|花园|号楼|号$|\d号|村|社区|大厦|广场|公园|附近|家园/),
      institution: share(isInstitution),
      district: matches(/^\p{Script=Han}{1,12}(区|县|市|旗|新城|开发区)$/u),
      street: matches(/^\p{Script=Han}{1,12}(街道|镇|乡|街|街道办|办事处|地区|农场|林场|苏木)$/u),
      lineBreaks: matches(/[\n\r]/),
      han: matches(/\p{Script=Han}/u),
    },
    length: filled === 0 ? 0 : [...counts].reduce((sum, [cell, n]) => sum + cell.length * n, 0) / filled,
    largest: largestOf(counts),
    path: pathOf(counts, filled),
  };
}

const phone =
  /^(?:\+?86[- ]?)?(?:1[3-9]\d(?:[- ]?\d{4}[- ]?\d{4}|\*{4,8}\d{0,4}|\d{0,3}\*{3,6}\d{2,4})|0\d{2,3}[- ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?:[-转]\d{1,4})?$/;

/** Whether a cell is shaped like a telephone or identity number, or like the name of a person. */
export const isPersonal = (cell: string): boolean =>
  phone.test(cell) || /^\d{15,18}[\dXx]?$/.test(cell) || isPersonName(cell);

const titled = /(先生|女士|小姐|某某?|同志|\*+|＊+)$/;
const surname = new RegExp(`^(?:${[...compoundSurnames].join('|')}|[${[...frequentSurnames].join('')}])`, 'u');

/** Whether a cell may be a person's name: a surname and one or two characters more, or 王先生, 李**. */
export function isPersonName(cell: string): boolean {
  if (!surname.test(cell) || institutionEnd.test(cell) || placeEnd.test(cell)) return false;
  if (titled.test(cell)) return cell.length <= 6;
  return /^\p{Script=Han}{2,4}$/u.test(cell);
}

const institutionEnd =
  /(局|委|办|办公室|中心|公司|集团|处|所|站|队|大队|支队|院|部|政府|委员会|管委会|银行|学校|大学|中学|小学|医院|协会|联合会|总工会|厅|署|服务部|街道|镇|乡|街道办|办事处|社区|村|村委会|居委会|公安|法院|检察院|电力|燃气|水务|热力|公交|地铁|移动|联通|电信|邮政|园区|开发区|新区|区|县|市|专班|组|科|室|司|馆|厂|店)$/;

const placeEnd = /(路|街|巷|村|镇|乡|区|县|市|里|园|苑|庄|屯|桥|庙|湾|坝)$/;

/** Whether a cell is called what offices and companies are called. */
export const isInstitution = (cell: string): boolean =>
  institutionEnd.test(cell.replace(/[（(].*?[）)]/g, '')) && cell.length >= 2 && cell.length <= 40;

function largestOf(counts: ReadonlyMap<string, number>): number {
  let largest = 0;
  for (const cell of counts.keys()) {
    const value = Number(cell.replaceAll(',', ''));
    if (Number.isFinite(value)) largest = Math.max(largest, value);
  }
  return largest;
}

const separators = ['->', '-->', '→', '＞', '>', '—>', '/', '\\', '|', '｜', '_', '——', '-', '、', '：', ':', '·', '.'];

function pathOf(counts: ReadonlyMap<string, number>, filled: number): Profile['path'] {
  if (filled === 0) return undefined;
  let best: Profile['path'];
  for (const separator of separators) {
    let n = 0;
    const levels = new Map<number, number>();
    const tops = new Set<string>();
    for (const [cell, count] of counts) {
      const parts = cell.split(separator).map((part) => part.trim());
      if (parts.length < 2 || parts.some((part) => part === '' || /^\d/.test(part) || part.length > 20)) continue;
      n += count;
      tops.add(parts[0]!);
      levels.set(parts.length, (levels.get(parts.length) ?? 0) + count);
    }
    const share = n / filled;
    // The first part of a path names a few classes, whatever follows.
    if (share < 0.3 || tops.size > 60 || (best && share <= best.share + 0.05)) continue;
    const usual = [...levels].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0];
    const most = Math.max(...[...levels].filter(([, count]) => count > 0.02 * n).map(([level]) => level));
    best = { separator, levels: Math.max(usual, most), share };
  }
  return best;
}
