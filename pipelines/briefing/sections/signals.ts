import { paragraph, type Section } from '../blocks.ts';
import { countChange } from '../count-change.ts';
import type { Ground } from '../ground.ts';
import { count } from '../numbers.ts';
import { countsOf, dispersionOf, reachOf } from '../situation.ts';

const ofRisk = ['紧急', '安全风险', '扬言升级', '情绪', '重复反映'];
const ofPeople = ['老年人', '儿童', '残疾人', '农民工', '企业'];

/** 风险线索: orders whose text holds words of danger, urgency or escalation, and of groups of people; counts by kind, never a text. */
export async function signals(ground: Ground): Promise<Section | undefined> {
  const { scope, warehouse, parameters } = ground;
  if (scope.about?.kind === 'topic' || scope.about?.kind === 'event') return undefined;
  const texts = await warehouse.row(
    `select 1 from supply where month = $month and column_name in ('title', 'body') and filled > 0 limit 1`,
    parameters,
  );
  const title = '风险线索';
  if (!texts) return { title, blocks: [paragraph('风险线索数据暂不支持：导出文件未提供标题、诉求内容。')] };
  const dispersion = await dispersionOf(ground);
  const counts = await countsOf(ground, await reachOf(ground), dispersion);
  const found = [...ofRisk, ...ofPeople].flatMap((signal) => {
    const counted = counts.get(`风险线索（${signal}）`);
    return counted && (counted.now > 0 || (counted.previous.before ?? 0) > 0) ? [{ signal, ...counted }] : [];
  });
  const now = found.filter((row) => row.now > 0);
  const said = (verb: string, signals: readonly string[]) => {
    const own = now.filter(({ signal }) => signals.includes(signal));
    return own.length > 0 ? `${verb}${own.map((row) => `${row.signal}${count(row.now)}件`).join('，')}` : '';
  };
  if (now.length === 0) return { title, blocks: [paragraph('本期工单中没有识别出风险线索。')] };
  return {
    title,
    blocks: [
      paragraph(
        `本期工单中${[said('识别出', ofRisk), said('文字涉及', ofPeople)].filter(Boolean).join('；')}（一件可有多种线索）。`,
      ),
      {
        kind: 'table',
        caption: '风险线索（件）',
        columns: [
          { name: '线索', width: 40 },
          { name: '本期', width: 20, align: 'right' },
          { name: scope.against.previous, width: 20, align: 'right' },
          { name: '变化', width: 20, align: 'center' },
        ],
        rows: found.map((row) => [
          row.signal,
          count(row.now),
          count(row.previous.before),
          countChange(row.now, row.previous.before, dispersion, found.length).verdict ?? '不可比',
        ]),
      },
    ],
  };
}
