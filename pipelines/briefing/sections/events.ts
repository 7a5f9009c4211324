import { readSql } from '../../engine/sql.ts';
import { type Block, note, paragraph, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count, fullDate } from '../numbers.ts';
import type { Scope } from '../scope.ts';

export interface EventRow {
  event: string;
  type: string;
  label: string;
  place: string;
  district: string;
  street: string;
  units: string;
  hot_spots: string;
  evidence: string;
  /** Of the period, and of the district or unit that the briefing is about. */
  own_orders: number;
  new_orders: number;
  new_residents: number;
  orders: number;
  residents: number;
  open_orders: number | null;
  first_at: string;
}

/** How many events a briefing lists of each sort. */
const most = 10;

/** Events of at least three residents to which the period brought something. */
export const eventsOf = ({ warehouse, parameters }: Ground): Promise<EventRow[]> =>
  warehouse.rows<EventRow>(readSql('briefing/events'), parameters);

/** 重点事件: 多人同诉 one by one, the others (高频问题, 一地多事) in a table. Events of fewer than three residents never appear. */
export async function events(ground: Ground): Promise<Section> {
  const all = await eventsOf(ground);
  if (all.length === 0)
    return { title: '重点事件', blocks: [paragraph('本期没有三人以上的多人同诉、高频问题和一地多事事件。')] };
  const groups = all.filter(({ type }) => type === '多人同诉');
  const others = all.filter(({ type }) => type !== '多人同诉');
  const whole = ground.scope.subject.kind === 'city' ? '' : '事件的人数、件次为全市合计。';
  const blocks: Block[] = [paragraph(counts(groups.length, others) + whole)];
  for (const [i, event] of groups.slice(0, most).entries()) blocks.push(paragraph(`${i + 1}．${described(event)}`));
  if (groups.length > most)
    blocks.push(note(`多人同诉共${count(groups.length)}起，这里列出新增诉求人最多的${most}起。`));
  if (others.length > 0) blocks.push(table(others, ground.scope.subject.kind));
  return { title: '重点事件', blocks };
}

function counts(groups: number, others: readonly EventRow[]): string {
  const of = (type: string) => others.filter((event) => event.type === type).length;
  const parts = [
    `多人同诉${count(groups)}起`,
    ...['高频问题', '一地多事'].flatMap((type) => (of(type) > 0 ? [`${type}${count(of(type))}起`] : [])),
  ];
  return `本期有新增工单、涉及三人以上的事件：${parts.join('，')}。`;
}

/** `青岚区松都国际城“物业、停车”：自2026年1月16日起累计12人、15件次，本期新增4件次、涉及3人，尚有2件工单未办结。` */
export function described(event: EventRow): string {
  const where = [event.district, event.place || event.street].filter(Boolean).join('');
  const evidence = event.evidence ? `（${event.evidence.replaceAll(' ', '')}）` : '';
  const hot = event.hot_spots ? `属${event.hot_spots}热点${evidence}。` : '';
  const units = event.units ? `涉及${event.units.split('、').slice(0, 3).join('、')}。` : '';
  return `${where}“${words(event)}”：自${fullDate(event.first_at)}起累计${count(event.residents)}人、${count(event.orders)}件次，本期新增${count(event.new_orders)}件次、涉及${count(event.new_residents)}人，${open(event.open_orders)}。${units}${hot}`;
}

/** The words that several residents share, as a list. */
const words = ({ label }: EventRow): string => label.split(' ').join('、');

const open = (orders: number | null): string =>
  orders === null ? '办结情况数据暂不支持' : orders === 0 ? '均已办结' : `尚有${count(orders)}件工单未办结`;

const ownWords = { district: '其中本区', unit: '其中本单位' };

function table(others: readonly EventRow[], about: Scope['subject']['kind']): Block {
  const own = about === 'city' ? undefined : ownWords[about];
  return {
    kind: 'table',
    caption: `高频问题和一地多事${others.length > most ? `（${own ? own.replace('其中', '') : ''}新增${own ? '' : '诉求人'}最多的${most}起）` : ''}`,
    columns: [
      { name: '事件', width: own ? 32 : 36 },
      { name: '类型', width: 14, align: 'center' },
      { name: '本期（件次）', width: 17, align: 'right' },
      ...(own ? [{ name: own, width: 15, align: 'right' as const }] : []),
      { name: '累计（件次）', width: 17, align: 'right' },
      { name: '未办结（件）', width: 16, align: 'right' },
    ],
    rows: others
      .slice(0, most)
      .map((event) => [
        [event.district, event.place, words(event)].filter(Boolean).join(' '),
        event.type,
        count(event.new_orders),
        ...(own ? [count(event.own_orders)] : []),
        count(event.orders),
        count(event.open_orders),
      ]),
  };
}
