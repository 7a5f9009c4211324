/** A way of writing a time, and how cells written so look. */
interface DateFormat {
  /** As strptime has it, or `excel`. */
  format: string;
  pattern: RegExp;
  /** Which groups of the pattern are year, month and day. */
  order: 'ymd' | 'mdy' | 'dmy' | 'serial';
}

const clock = (seconds: boolean): string =>
  `(?:[01]?\\d|2[0-4]):[0-5]?\\d${seconds ? ':[0-5]?\\d(?:\\.\\d{1,6})?' : ''}`;

const day = { ymd: '(\\d{4})%s(\\d{1,2})%s(\\d{1,2})', mdy: '(\\d{1,2})%s(\\d{1,2})%s(\\d{4})' };

const separated = (separator: string): DateFormat[] =>
  [
    ['%H:%M:%S', clock(true)],
    ['%H:%M', clock(false)],
    ['', ''],
  ].flatMap(([time = '', look]) => {
    const escaped = separator === '.' ? '\\.' : separator;
    const build = (order: DateFormat['order'], date: string, days: string): DateFormat => ({
      format: `${date}${time && ` ${time}`}`,
      pattern: new RegExp(`^${days.replaceAll('%s', escaped)}${look && ` ${look}`}$`),
      order,
    });
    return [
      build('ymd', `%Y${separator}%m${separator}%d`, day.ymd),
      ...(separator === '.'
        ? []
        : [
            build('mdy', `%m${separator}%d${separator}%Y`, day.mdy),
            build('dmy', `%d${separator}%m${separator}%Y`, day.mdy),
          ]),
    ];
  });

const han = (time: string, look: string): DateFormat => ({
  format: `%Y年%m月%d日${time}`,
  pattern: new RegExp(`^(\\d{4})年(\\d{1,2})月(\\d{1,2})日${look}$`),
  order: 'ymd',
});

const compact = (time: string, look: string): DateFormat => ({
  format: `%Y%m%d${time}`,
  pattern: new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${look}$`),
  order: 'ymd',
});

const two = '[0-5]\\d';

/** In the order in which a contract tries them. */
export const dateFormats: readonly DateFormat[] = [
  ...separated('-'),
  ...separated('/'),
  ...separated('.'),
  han(' %H:%M:%S', ` ${clock(true)}`),
  han(' %H:%M', ` ${clock(false)}`),
  han('%H:%M:%S', clock(true)),
  han('%H:%M', clock(false)),
  han(' %H时%M分%S秒', ` \\d{1,2}时\\d{1,2}分\\d{1,2}秒`),
  han('%H时%M分%S秒', `\\d{1,2}时\\d{1,2}分\\d{1,2}秒`),
  han('%H时%M分', `\\d{1,2}时\\d{1,2}分`),
  han(' %H时%M分', ` \\d{1,2}时\\d{1,2}分`),
  han('', ''),
  {
    format: '%Y-%m-%dT%H:%M:%S',
    pattern: new RegExp(`^${day.ymd.replaceAll('%s', '-')}T${clock(true)}$`),
    order: 'ymd',
  },
  {
    format: '%Y-%m-%dT%H:%M:%S%z',
    pattern: new RegExp(`^${day.ymd.replaceAll('%s', '-')}T${clock(true)}(?:Z|[+-]\\d{2}(?::?\\d{2})?)$`),
    order: 'ymd',
  },
  {
    format: '%Y-%m-%d %H:%M:%S%z',
    pattern: new RegExp(`^${day.ymd.replaceAll('%s', '-')} ${clock(true)}[+-]\\d{2}(?::?\\d{2})?$`),
    order: 'ymd',
  },
  compact(' %H:%M:%S', ` ${clock(true)}`),
  compact(' %H:%M', ` ${clock(false)}`),
  compact('%H%M%S', `(?:[01]\\d|2[0-3])${two}${two}`),
  compact('%H%M', `(?:[01]\\d|2[0-3])${two}`),
  compact('', ''),
  { format: 'excel', pattern: /^([34]\d{4})(?:\.\d+)?$/, order: 'serial' },
];

/** The first format a cell can be read by, by index; −1 when there is none. Years are those of hotlines. */
export function formatOf(cell: string, among: readonly DateFormat[] = dateFormats): number {
  return among.findIndex((each) => reads(each, cell));
}

function reads({ pattern, order }: DateFormat, cell: string): boolean {
  const match = pattern.exec(cell);
  if (!match) return false;
  if (order === 'serial') return Number(match[1]) >= 36_526 && Number(match[1]) < 55_000;
  const [a, b, c] = match.slice(1, 4).map(Number) as [number, number, number];
  const [year, month, date] = order === 'ymd' ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a];
  return year >= 1995 && year <= 2060 && month >= 1 && month <= 12 && date >= 1 && date <= 31;
}

/** What the times of a column look like. */
export interface DateReading {
  /** Formats seen, with how many cells each reads that none before it does. */
  formats: Map<string, number>;
  /** Cells that some format reads. */
  read: number;
  /** 03/04/2024 and the like may be read in two ways, and no cell tells which. */
  ambiguous: boolean;
}

/** Finds out how times are written in a column. Of day-month and month-day the one that reads more cells is taken. */
export function datesOf(cells: Iterable<readonly [cell: string, count: number]>): DateReading {
  const all = [...cells];
  const formats = new Map<string, number>();
  const count = (order: DateFormat['order']) =>
    all.reduce(
      (sum, [cell, n]) => sum + (dateFormats.some((each) => each.order === order && reads(each, cell)) ? n : 0),
      0,
    );
  const [mdy, dmy] = [count('mdy'), count('dmy')];
  const among = dateFormats.filter(({ order }) => order !== (dmy > mdy ? 'mdy' : 'dmy'));
  let read = 0;
  for (const [cell, n] of all) {
    const at = formatOf(cell, among);
    if (at < 0) continue;
    read += n;
    formats.set(among[at]!.format, (formats.get(among[at]!.format) ?? 0) + n);
  }
  return { formats, read, ambiguous: mdy > 0 && mdy === dmy };
}

/** A number by which cells of a format can be ordered; NaN for what is no time. Of one format, also of several. */
export function timeNumber(cell: string): number {
  const at = formatOf(cell);
  if (at < 0) return Number.NaN;
  const { order, pattern } = dateFormats[at]!;
  if (order === 'serial') return Number(cell);
  const [a, b, c] = pattern.exec(cell)!.slice(1, 4).map(Number) as [number, number, number];
  const [year, month, date] = order === 'ymd' ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a];
  const [hour = 0, minute = 0, second = 0] = (/(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?/.exec(cell) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  const midnight = Date.UTC(year, month - 1, date) / 86_400_000 + 25_569;
  return midnight + (hour * 3600 + minute * 60 + second) / 86_400;
}
