import { readSql } from '../../engine/sql.ts';
import { type Block, note, paragraph, type Section } from '../blocks.ts';
import { countChange } from '../count-change.ts';
import type { Ground } from '../ground.ts';
import { count, figure } from '../numbers.ts';
import { type RateLine, ratesOf, wholeOf } from '../rates.ts';
import { unitsListed } from '../scope.ts';
import { claim, indicatorSentence, named, unsupported } from '../sentences.ts';
import { dispersionOf, reachOf } from '../situation.ts';
import { type UnitRate, unitRatesOf } from '../unit-rates.ts';
import { indicatorTable } from './indicator-table.ts';

/** 办理情况: what became of the period's orders, the rates of handling, and the units: who got how many, and who stands apart for certain. */
export async function handling(ground: Ground): Promise<Section> {
  const rates = await ratesOf(ground);
  return {
    title: '办理情况',
    blocks: [
      ...(await flow(ground)),
      ...rateBlocks(ground, rates),
      ...(ground.scope.subject.kind === 'city' ? await unitBlocks(ground, rates) : []),
    ],
  };
}

interface Flow {
  received: number;
  answered: number;
  dispatched: number;
  returned: number;
  passed: number;
  closed: number;
  known_dispatched: boolean;
  known_returned: boolean;
  known_passed: boolean;
  known_closed: boolean;
}

async function flow({ warehouse, parameters }: Ground): Promise<Block[]> {
  const found = (await warehouse.row<Flow>(readSql('briefing/flow'), parameters))!;
  const parts = [
    found.answered > 0 ? `热线直接答复${count(found.answered)}件` : '',
    found.known_dispatched ? `派给承办单位${count(found.dispatched)}件` : '',
    found.known_returned ? `被退回过的${count(found.returned)}件` : '',
    found.known_passed ? `流转三个及以上单位的${count(found.passed)}件` : '',
  ].filter(Boolean);
  const received =
    parts.length > 0 && found.received > 0 ? `本期受理的${count(found.received)}件工单中，${parts.join('，')}。` : '';
  const closed = found.known_closed
    ? `本期办结工单${count(found.closed)}件（含以前受理的）。`
    : '办结情况数据暂不支持：导出文件未提供办结时间。';
  return [paragraph(`${received}${closed}`)];
}

function rateBlocks(ground: Ground, rates: readonly RateLine[]): Block[] {
  const { scope } = ground;
  const against = scope.against.previous;
  const known = rates.filter(({ value, toDate }) => value !== null || (toDate?.value ?? null) !== null);
  const missing = rates
    .filter(({ state }) => state === 'unsupported')
    .map((line) => paragraph(unsupported(line.name, line.missing)));
  if (known.length === 0)
    return rates.length === missing.length ? missing : [paragraph('本期没有可以计算办理指标的工单。')];
  const moved = known.filter((line) => ['提升', '回落'].includes(claim(line.compared) ?? ''));
  const judged = known.filter(({ compared }) => compared.verdict !== null);
  const said =
    judged.length === 0
      ? `办理指标${against}无可比数据，不作比较。`
      : moved.length === 0
        ? `与${against}相比，${judged.map(({ name }) => name).join('、')}均基本持平（未超出正常波动）。`
        : `${moved.map((line) => indicatorSentence(line, line.compared, against)).join('')}${judged.length > moved.length ? '其余办理指标基本持平（未超出正常波动）。' : ''}`;
  const told = known
    .filter(({ value }) => value !== null)
    .map(({ name, value, measure }) => `${name}${figure(value, measure)}`);
  // Where indicators have points they all stand in 附表.
  if (known.some(({ score }) => score !== null)) return [paragraph(`${told.join('，')}。${said}`), ...missing];
  const whole = wholeOf(ground);
  return [
    paragraph(said),
    indicatorTable(ground, known, {
      caption: '办理指标',
      ...(whole && {
        toDate: {
          name: whole.kind === 'assess' ? '本考核期以来' : '本月以来',
          of: ({ toDate, measure }: RateLine) => (toDate ? figure(toDate.value, measure) : '—'),
        },
      }),
    }),
    ...missing,
  ];
}

async function unitBlocks(ground: Ground, rates: readonly RateLine[]): Promise<Block[]> {
  const { warehouse, scope, parameters } = ground;
  const units = await warehouse.rows<{ unit: string; orders: number; before: number; open_orders: number }>(
    readSql('briefing/unit_orders'),
    { ...parameters, previous: scope.previous.id },
  );
  if (units.length === 0) return [];
  const dispersion = await dispersionOf(ground);
  const { previous } = await reachOf(ground);
  const most = unitsListed(scope);
  return [
    {
      kind: 'table',
      caption: `承办单位的工单${units.length > most ? `（件数最多的${most}个单位）` : ''}`,
      columns: [
        { name: '承办单位', width: 40 },
        { name: '本期（件）', width: 15, align: 'right' },
        { name: scope.against.previous, width: 15, align: 'right' },
        { name: '变化', width: 14, align: 'center' },
        { name: '期末未办结', width: 16, align: 'right' },
      ],
      rows: units
        .slice(0, most)
        .map(({ unit, orders, before, open_orders }) => [
          unit,
          count(orders),
          count(previous ? before : null),
          countChange(orders, previous ? before : null, dispersion, units.length).verdict ?? '不可比',
          count(open_orders),
        ]),
    },
    ...apart(await unitRatesOf(ground), rates),
  ];
}

/** The units that the funnels set apart, and nobody else: no first or last three of a list that chance may have made. */
function apart(rows: readonly UnitRate[], rates: readonly RateLine[]): Block[] {
  if (rows.every(({ verdict }) => verdict === null)) return [];
  const parts = rates.flatMap(({ node, name }) =>
    (['差于', '好于'] as const).flatMap((word) => {
      const units = rows.filter(({ indicator, verdict }) => indicator === node && verdict === word);
      return units.length > 0
        ? [
            `${name}${word}其他单位的：${named(
              units.map(({ unit }) => unit),
              '个单位',
            )}`,
          ]
        : [];
    }),
  );
  return [
    paragraph(
      parts.length > 0
        ? `与其他单位相比，超出偶然范围的有：${parts.join('；')}。其余差别可能出于偶然。`
        : '各单位的办理指标与其他单位相比，差别均未超出偶然范围，不宜据此排列先后。',
    ),
    note('比较时已计各单位的件数，同时比较的单位很多也已计入；同等难度比较与之相反的不列。'),
  ];
}
