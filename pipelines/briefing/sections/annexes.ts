import { type Block, note, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count, distance, figure, points, range } from '../numbers.ts';
import { type IndicatorLine, indicatorsOf } from '../scorecard.ts';
import { claim } from '../sentences.ts';
import { subjectRows, table as subjectTable } from './districts.ts';
import { stateWords } from './results.ts';

/** How many units the annex lists; more are on the site. */
const most = 60;

/** 附表: every indicator with n and interval; the units' 服务回应性 in official order. */
export async function annexes(ground: Ground): Promise<Section[]> {
  const found: Section[] = [];
  const indicators = await indicatorsOf(ground);
  if (indicators.length > 0) found.push({ title: '指标明细', blocks: [indicatorTable(ground, indicators)] });
  if (ground.scope.subject.kind === 'city' && ground.scope.about === undefined) {
    const units = await subjectRows(ground, 'unit', 'R');
    if (units.some(({ score }) => score !== null)) {
      const blocks: Block[] = [subjectTable(ground, '承办单位服务回应性', '承办单位', units.slice(0, most))];
      if (units.length > most) blocks.push(note(`共${count(units.length)}个单位，其余见报告网站。`));
      found.push({ title: '承办单位服务回应性', blocks });
    }
  }
  return found;
}

function indicatorTable({ scope }: Ground, indicators: readonly IndicatorLine[]): Block {
  return {
    kind: 'table',
    caption: '指标明细',
    columns: [
      { name: '指标', width: 26 },
      { name: '本期', width: 12, align: 'right' },
      { name: '95%区间', width: 21, align: 'center' },
      { name: '样本量', width: 10, align: 'right' },
      { name: '得分', width: 9, align: 'right' },
      { name: `较${scope.against.previous}`, width: 22, align: 'center' },
    ],
    rows: indicators.map((line) => [
      line.name,
      line.value === null ? stateWords(line.state, false, true) : figure(line.value, line.measure),
      range(line.low, line.high, (end) => figure(end, line.measure === 'pp' ? '%' : line.measure)) || '—',
      count(line.n),
      points(line.score),
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
