import { comparable } from '../source/header.ts';
import { timeNumber } from './date-formats.ts';
import { dateInName, type Group } from './grouping.ts';
import { type Guess, notLater, type TableGuess } from './meaning.ts';
import type { ColumnDraft } from './rules.ts';

/** Plain numbers may look so by chance: a few cells are no evidence. */
const byChance = /^excel$|^%Y%m%d|^%m|^%d/;

/** The formats of all times, the most frequent first. */
export function formatsOf(guesses: readonly Guess[]): { dates: string[]; decide: string[] } {
  const dates = new Map<string, { n: number; filled: number; whole: boolean }>();
  let ambiguous = false;
  for (const { profile } of guesses) {
    ambiguous ||= profile.dates.ambiguous;
    // Over all files together: a few serial numbers in each of many small workbooks are many.
    for (const [format, n] of profile.dates.formats) {
      const { n: before, filled, whole } = dates.get(format) ?? { n: 0, filled: 0, whole: false };
      dates.set(format, {
        n: before + n,
        filled: filled + profile.filled,
        whole: whole || n === profile.filled,
      });
    }
  }
  const evident = [...dates].filter(
    ([format, { n, filled, whole }]) => !byChance.test(format) || whole || n >= Math.max(3, 0.002 * filled),
  );
  return {
    dates: evident.sort(([a, one], [b, other]) => other.n - one.n || (a < b ? -1 : 1)).map(([format]) => format),
    decide: ambiguous
      ? [
          'dates such as 03/04/2024 are read as month/day/year, and no value tells; change %m/%d to %d/%m in `dates` if the day comes first',
        ]
      : [],
  };
}

/** Where the numbers of orders carry their day: at the beginning, or after letters. Undefined when they do not. */
export function dateInNumbers(numbers: readonly string[]): { pattern: string; format: string } | undefined {
  const filled = numbers.filter((number) => number !== '').slice(0, 2000);
  if (filled.length < 20) return undefined;
  for (const { look, pattern, format, century } of datesAtBeginning) {
    const days = new Set<string>();
    let fits = 0;
    for (const number of filled) {
      const [, year, month, day] = (look.exec(number) ?? []).map(Number);
      if (year === undefined || !isDay(year + century, month!, day!)) continue;
      fits++;
      days.add(`${year}-${month}-${day}`);
    }
    if (fits >= 0.98 * filled.length && days.size >= 2) return { pattern, format };
  }
  return undefined;
}

const isDay = (year: number, month: number, day: number): boolean =>
  year >= 2000 && year <= 2060 && month >= 1 && month <= 12 && day >= 1 && day <= 31;

const datesAtBeginning = [
  { look: /^\D*((?:19|20)\d{2})(\d{2})(\d{2})\d*/, pattern: '^\\D*(\\d{8})', format: '%Y%m%d', century: 0 },
  { look: /^\D*(\d{2})(\d{2})(\d{2})\d{2,}/, pattern: '^\\D*(\\d{6})', format: '%y%m%d', century: 2000 },
];

/** Times of one order come one after another; where they mostly do not, the headers have been misread. */
export function checkOrder({ files }: Group, columns: readonly ColumnDraft[]): void {
  const received = columns.find(({ column }) => column.name === 'received_at');
  if (!received) return;
  for (const later of columns.filter(({ column }) =>
    ['dispatched_at', 'closed_at', 'callback_at'].includes(column.name),
  ))
    for (const { table } of files) {
      const own = ({ guesses, column }: ColumnDraft) =>
        guesses.find((guess) => table.columns.get(column.name)?.includes(guess));
      const [from, to] = [own(received), own(later)];
      const share = from && to ? notLater(table.sample, from.index, to.index) : undefined;
      if (share === undefined || share >= 0.8) continue;
      later.decide.push(
        `${Math.round((1 - share) * 100)} % of its times lie before ${from!.header}: is one of the two another time?`,
      );
      break;
    }
}

const exportHeaders = /^(导出|下载|取数|抽取|数据截止|统计截止)(时间|日期)$/;

/** When an export was made: a column says so, or the date in the file name when nothing in the file is later. */
export function exportTime({ files }: Group): Record<string, unknown> | undefined {
  const column = files[0]!.table.sample.header.find((name) => exportHeaders.test(comparable(name)));
  if (column && files.every(({ table }) => table.sample.header.includes(column))) return { column };
  const dated = files.map((file) => ({ file, date: dateInName(file.name) }));
  const first = dated[0]!.date;
  if (!first || dated.some(({ date }) => date?.pattern !== first.pattern)) return undefined;
  // The name may hold the day the data begin. A day passes until midnight.
  const later = dated.some(({ file, date }) => shareAfter(file.table, timeNumber(date!.date) + 1) > 0.01);
  return later ? undefined : { file_name: first.pattern, format: first.format };
}

/** How many of the times that cannot lie ahead are later than a day. A slip of the pen is. */
function shareAfter({ columns, sample }: TableGuess, day: number): number {
  let times = 0;
  let after = 0;
  for (const name of ['received_at', 'dispatched_at', 'closed_at', 'in_at', 'callback_at', 'available_at'])
    for (const { index } of columns.get(name) ?? [])
      for (const row of sample.rows) {
        const time = timeNumber(row[index] ?? '');
        if (Number.isNaN(time)) continue;
        times++;
        if (time >= day) after++;
      }
  return times === 0 ? 0 : after / times;
}
