import type { Block } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count, distance, figure, points, range } from '../numbers.ts';
import type { IndicatorLine } from '../scorecard.ts';
import { claim } from '../sentences.ts';
import { stateWords } from './results.ts';

interface IndicatorTable<Line> {
  caption: string;
  /** A column beside the period's own: what each is since the month began. */
  toDate?: { name: string; of: (line: Line) => string };
}

/** Indicators with interval, sample and change; their points too where any has some. */
export function indicatorTable<Line extends IndicatorLine>(
  { scope }: Ground,
  indicators: readonly Line[],
  { caption, toDate }: IndicatorTable<Line>,
): Block {
  const scored = indicators.some(({ score }) => score !== null);
  return {
    kind: 'table',
    caption,
    columns: [
      { name: '指标', width: 24 },
      { name: '本期', width: 16, align: 'right' },
      { name: '95%区间', width: 20, align: 'center' },
      { name: '样本量', width: 10, align: 'right' },
      ...(scored ? [{ name: '得分', width: 9, align: 'right' as const }] : []),
      ...(toDate ? [{ name: toDate.name, width: 14, align: 'right' as const }] : []),
      { name: `较${scope.against.previous}`, width: 22, align: 'center' },
    ],
    rows: indicators.map((line) => [
      line.name,
      line.value === null ? stateWords(line.state, false, true) : figure(line.value, line.measure),
      range(line.low, line.high, (end) => figure(end, line.measure === 'pp' ? '%' : line.measure)) || '—',
      count(line.n),
      ...(scored ? [points(line.score)] : []),
      ...(toDate ? [toDate.of(line)] : []),
      [changed(line), line.value === null ? '' : stateWords(line.state, line.provisional, false)]
        .filter(Boolean)
        .join('，'),
    ]),
  };
}

function changed({ compared, measure }: IndicatorLine): string {
  const said = claim(compared);
  if (compared.verdict === null || said === null) return '不可比';
  return said === '基本持平' ? said : `${said}${distance(compared.difference, measure)}`;
}
