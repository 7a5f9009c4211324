import { type Block, paragraph, type Section, subheading } from '../blocks.ts';
import { courseChart } from '../charts/intervals.ts';
import type { Ground } from '../ground.ts';
import { points, range } from '../numbers.ts';
import { type IndicatorLine, indicatorsOf, type ScoreLine, scoresOf } from '../scorecard.ts';
import { claim, indicatorSentence, named, scoreSentence, unsupported } from '../sentences.ts';

/** 评估结果: index and dimensions with their intervals, what changed for certain, what is not available and why. */
export async function results(ground: Ground): Promise<Section | undefined> {
  const scores = await scoresOf(ground);
  const { scope, site } = ground;
  if (scores.length === 0) {
    const ownPeriods = site.config.periods.includes(scope.period.kind);
    const due = scope.kind === 'monthly' || (scope.kind === 'special' && scope.subject.kind !== 'city');
    if (!due) return undefined;
    const why = ownPeriods ? '本期没有可以计分的数据' : '本站点不按这种统计期计分';
    return { title: '评估结果', blocks: [paragraph(`评估结果数据暂不支持：${why}。`)] };
  }
  const indicators = await indicatorsOf(ground);
  const against = scope.against.previous;
  const tops = scores.filter(({ kind }) => kind !== 'subdimension');
  const blocks: Block[] = [
    paragraph(tops.map((line) => scoreSentence(line, line.compared, against)).join('')),
    table(scores, against),
    ...(await course(ground, tops)),
    ...changes(indicators, against),
    ...absent(indicators),
  ];
  return { title: '评估结果', blocks };
}

function table(scores: readonly ScoreLine[], against: string): Block {
  return {
    kind: 'table',
    caption: '得分',
    columns: [
      { name: '维度', width: 34 },
      { name: '得分', width: 12, align: 'right' },
      { name: '95%区间', width: 22, align: 'center' },
      { name: `较${against}`, width: 16, align: 'center' },
      { name: '说明', width: 16, align: 'center' },
    ],
    rows: scores.map((line) => [
      `${line.kind === 'subdimension' ? '　' : ''}${line.name}`,
      points(line.score),
      range(line.low, line.high, points) || '—',
      changeWord(line),
      stateWords(line.state, line.provisional, line.score === null),
    ]),
  };
}

/** `提升 2.1`, 基本持平, 不可比 */
export function changeWord({ compared }: Pick<ScoreLine, 'compared'>): string {
  const said = claim(compared);
  if (compared.verdict === null || said === null) return '不可比';
  return said === '基本持平' ? said : `${said}${points(Math.abs(compared.difference))}`;
}

export const stateWords = (state: string, provisional: boolean, none: boolean): string =>
  [
    none
      ? ({ unsupported: '数据暂不支持', coverage: '覆盖不足', small: '样本不足' }[state] ?? '数据暂不支持')
      : state === 'small'
        ? '样本不足'
        : '',
    provisional ? '初步数' : '',
  ]
    .filter(Boolean)
    .join('、');

async function course({ warehouse, scope, history, parameters }: Ground, tops: readonly ScoreLine[]): Promise<Block[]> {
  const top = tops.find(({ score }) => score !== null);
  if (!top) return [];
  const rows = await warehouse.rows<{ period: string; score: number; low: number | null; high: number | null }>(
    `select period, score, low, high from briefing_scores
     where node = $node and subject_kind = $subject_kind and subject = $subject and score is not null`,
    { ...parameters, node: top.node },
  );
  const course = history.map(({ id, label }) => {
    const row = rows.find(({ period }) => period === id);
    return { label, score: row?.score ?? null, low: row?.low ?? null, high: row?.high ?? null };
  });
  const begun = course.slice(course.findIndex(({ score }) => score !== null));
  if (begun.filter(({ score }) => score !== null).length < 2) return [];
  return [
    {
      kind: 'chart',
      caption: `${scope.subject.kind === 'city' ? '' : scope.subject.name}${top.name}（分，竖线为95%区间）`,
      alt: `折线图：${begun.map(({ label, score }) => `${label}${score === null ? '无' : `${points(score)}分`}`).join('，')}`,
      drawing: courseChart(begun.map((point) => ({ ...point, label: point.label.replace(/^\d{4}年/, '') }))),
    },
  ];
}

function changes(indicators: readonly IndicatorLine[], against: string): Block[] {
  const judged = indicators.filter(({ compared }) => compared.verdict !== null);
  const said = (verdict: string) => judged.filter((line) => claim(line.compared) === verdict);
  if (judged.length === 0) {
    const [first] = indicators;
    if (!first || first.compared.verdict !== null) return [];
    const broken = indicators.some(({ compared }) => compared.verdict === null && compared.why === 'other framework');
    return [
      subheading('确定的变化'),
      paragraph(broken ? `评估框架已更换，各项指标与${against}不可比。` : `各项指标${against}无可比数据，不作比较。`),
    ];
  }
  const blocks: Block[] = [subheading('确定的变化')];
  for (const verdict of ['回落', '提升']) {
    const lines = said(verdict);
    if (lines.length > 0)
      blocks.push(
        paragraph(
          `${verdict}的指标${lines.length}项。${lines.map((line) => indicatorSentence(line, line.compared, against)).join('')}`,
        ),
      );
  }
  const same = said('基本持平').length;
  blocks.push(
    paragraph(
      blocks.length === 1
        ? `可比的${same}项指标与${against}相比均基本持平（未超出正常波动）。`
        : `其余${same}项可比的指标基本持平（未超出正常波动）。`,
    ),
  );
  return blocks;
}

function absent(indicators: readonly IndicatorLine[]): Block[] {
  const missing = indicators.filter(({ state }) => state === 'unsupported');
  const small = indicators.filter(({ state }) => state === 'small');
  const provisional = indicators.filter((line) => line.provisional);
  const blocks: Block[] = [];
  for (const line of missing) blocks.push(paragraph(unsupported(line.name, line.missing)));
  if (small.length > 0)
    blocks.push(
      paragraph(`样本不足的指标${small.length}项：${named(names(small), '项', 10)}，数值仅供参考，不排位次。`),
    );
  if (provisional.length > 0)
    blocks.push(
      paragraph(`初步数${provisional.length}项：${named(names(provisional), '项', 10)}，所需数据到齐后可能变动。`),
    );
  return blocks.length > 0 ? [subheading('数据说明'), ...blocks] : [];
}

const names = (lines: readonly IndicatorLine[]): string[] => lines.map(({ name }) => name);
