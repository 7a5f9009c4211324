import { paragraph, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count } from '../numbers.ts';
import { described, eventsOf } from './events.ts';

/** What a special report about a topic or an event begins with: what it is, in words that several residents share. */
export async function subject(ground: Ground): Promise<Section | undefined> {
  const { about } = ground.scope;
  if (about?.kind === 'topic') return topic(ground);
  if (about?.kind === 'event') return event(ground);
  return undefined;
}

async function topic({ warehouse, parameters }: Ground): Promise<Section> {
  const row = await warehouse.row<{ label: string; phrases: string }>(
    'select label, phrases from published_topics where code = $topic',
    parameters,
  );
  return {
    title: '话题',
    blocks: [
      paragraph(
        row?.phrases
          ? `话题“${row.label}”的典型用语（至少5位诉求人使用）：${row.phrases}。`
          : '该话题没有至少5位诉求人共用的用语，不列出内容。',
      ),
    ],
  };
}

async function event(ground: Ground): Promise<Section> {
  const own = (await eventsOf(ground)).find(({ event }) => event === ground.scope.about?.code.slice(0, 12));
  if (own) return { title: '事件', blocks: [paragraph(`${own.type}。${described(own)}`)] };
  const listed = await ground.warehouse.row<{ type: string; residents: number; orders: number }>(
    `select type, residents, orders from published_events where event = substr($event, 1, 12)`,
    ground.parameters,
  );
  const known = await ground.warehouse.row<{ type: string }>(
    `select type from events where event = $event and month <= $month order by month desc limit 1`,
    ground.parameters,
  );
  return {
    title: '事件',
    blocks: [
      paragraph(
        listed
          ? `${listed.type}，本期没有新增工单；截至${ground.scope.period.label}累计${count(listed.residents)}人、${count(listed.orders)}件次。`
          : `${known?.type ?? '事件'}，诉求人不足3人，地点和内容不列出。`,
      ),
    ],
  };
}
