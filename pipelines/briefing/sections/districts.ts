import { readSql } from '../../engine/sql.ts';
import { type Block, paragraph, type Section } from '../blocks.ts';
import { intervalChart } from '../charts/intervals.ts';
import type { Ground } from '../ground.ts';
import { count, points, range } from '../numbers.ts';
import { compared, scoresOf } from '../scorecard.ts';
import { claim, named } from '../sentences.ts';
import { changeWord, stateWords } from './results.ts';

interface Row {
  name: string;
  score: number | null;
  low: number | null;
  high: number | null;
  state: string | null;
  provisional: boolean;
  verdict: '提升' | '回落' | '基本持平' | null;
  difference: number | null;
  change_low: number | null;
  change_high: number | null;
  orders: number;
}

/** 各区情况: every district's index with its interval, in official order; who rose and fell for certain. No ranks. */
export async function districts(ground: Ground): Promise<Section | undefined> {
  const rows = await subjectRows(ground, 'district', 'index');
  const scored = rows.filter(({ score }) => score !== null);
  if (rows.length === 0 || scored.length === 0) return undefined;
  const city = (await scoresOf(ground)).find(({ node }) => node === 'index')?.score ?? null;
  const blocks: Block[] = [paragraph(sentence(ground, rows)), table(ground, '各区综合指数', '区', rows)];
  if (scored.length > 1 && scored.length <= 30)
    blocks.push({
      kind: 'chart',
      caption: `各区综合指数（分，横线为95%区间${city === null ? '' : '，虚线为全市'}）`,
      alt: `点图：${scored.map(({ name, score }) => `${name}${points(score)}分`).join('，')}`,
      drawing: intervalChart(
        scored.map(({ name, score, low, high }) => ({ name, score: score!, low, high })),
        city,
      ),
    });
  return { title: '各区情况', blocks };
}

/** Scores of all districts or units at one node, in official order. */
export const subjectRows = (ground: Ground, kind: 'district' | 'unit', node: string): Promise<Row[]> =>
  ground.warehouse.rows<Row>(readSql('briefing/subjects'), { ...ground.parameters, kind, node });

function sentence(ground: Ground, rows: readonly Row[]): string {
  const against = ground.scope.against.previous;
  const judged = rows.filter(({ verdict }) => verdict !== null);
  if (judged.length === 0) return `各区${against}无可比数据，不作比较。`;
  const said = (word: string) =>
    judged.filter((row) => claim(compared(ground, row, true)) === word).map(({ name }) => name);
  const [better, worse] = [said('提升'), said('回落')];
  const apart = rows.length - judged.length;
  const others = apart > 0 ? `，其余${apart}个区不可比（纳入的指标不同或缺数据）` : '';
  if (better.length + worse.length === 0)
    return judged.length === 1
      ? `${judged[0]!.name}综合指数与${against}相比基本持平（未超出正常波动）${others}。`
      : `可比的${judged.length}个区综合指数与${against}相比均基本持平（未超出正常波动）${others}。`;
  const parts = [
    better.length > 0 ? `${named(better, '个区')}提升` : '',
    worse.length > 0 ? `${named(worse, '个区')}回落` : '',
  ].filter(Boolean);
  const rest = judged.length - better.length - worse.length;
  return `与${against}相比，${parts.join('，')}${rest > 0 ? `，${rest}个区基本持平（未超出正常波动）` : ''}${others}。区间相互重叠的，不宜据此排列先后。`;
}

/** Order volume, score, interval and change, a row a subject. */
export function table(ground: Ground, caption: string, head: string, rows: readonly Row[]): Block {
  return {
    kind: 'table',
    caption,
    columns: [
      { name: head, width: 28 },
      { name: '工单（件）', width: 16, align: 'right' },
      { name: '得分', width: 10, align: 'right' },
      { name: '95%区间', width: 19, align: 'center' },
      { name: `较${ground.scope.against.previous}`, width: 14, align: 'center' },
      { name: '说明', width: 13, align: 'center' },
    ],
    rows: rows.map((row) => [
      row.name,
      count(row.orders),
      points(row.score),
      range(row.low, row.high, points) || '—',
      row.score === null ? '—' : changeWord({ compared: compared(ground, row, true) }),
      stateWords(row.state ?? 'unsupported', row.provisional, row.score === null),
    ]),
  };
}
