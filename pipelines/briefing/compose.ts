import { frameworkOf } from '../scorecard/framework-of.ts';
import type { Site } from '../site/site.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Briefing, Section } from './blocks.ts';
import { type Ground, layGround } from './ground.ts';
import { dayBefore, fullDate, moment } from './numbers.ts';
import { type BriefingRequest, findScope, type Scope } from './scope.ts';
import { alarms } from './sections/alarms.ts';
import { annexes } from './sections/annexes.ts';
import { districts } from './sections/districts.ts';
import { events } from './sections/events.ts';
import { handling } from './sections/handling.ts';
import { intake } from './sections/intake.ts';
import { overdue } from './sections/overdue.ts';
import { overview } from './sections/overview.ts';
import { results } from './sections/results.ts';
import { signals } from './sections/signals.ts';
import { spread } from './sections/spread.ts';
import { subject } from './sections/subject.ts';
import { topics } from './sections/topics.ts';
import { standingNote } from './sentences.ts';

export interface Composed {
  briefing: Briefing;
  scope: Scope;
}

/**
 * Writes a briefing from a warehouse opened for reading; nothing but temporary tables is made.
 * @throws UserError as `findScope` does
 */
export async function composeBriefing(warehouse: Warehouse, site: Site, request: BriefingRequest): Promise<Composed> {
  const found = await findScope(warehouse, site, request);
  const ground = await layGround(warehouse, site, found);
  const scope = await underPublicName(ground);
  const sections: Section[] = [];
  for (const write of sectionsOf(scope)) {
    const section = await write(ground);
    if (section) sections.push(section);
  }
  const scored = sections.some(({ title, blocks }) => title === '评估结果' && blocks.length > 1);
  return {
    briefing: { ...head(site, scope), sections, annexes: await annexesOf(ground), notes: notes(ground, scored) },
    scope,
  };
}

/** A topic under the label readers may see: words that at least five residents used, or the name an analyst gave. */
async function underPublicName({ warehouse, scope, parameters }: Ground): Promise<Scope> {
  const { about } = scope;
  if (about?.kind !== 'topic') return scope;
  const row = await warehouse.row<{ label: string }>(
    'select label from published_topics where code = $topic',
    parameters,
  );
  return { ...scope, about: { ...about, name: row?.label ?? about.code } };
}

type Write = (ground: Ground) => Promise<Section | undefined>;

/** The sections of a briefing, in the order in which people are used to read them. */
function sectionsOf({ about }: Scope): Write[] {
  switch (about?.kind) {
    case 'topic':
      return [subject, overview, spread, events, alarms, overdue];
    case 'event':
      return [subject, overview, spread, alarms, overdue];
    case 'unit':
    case 'district':
      return [overview, intake, results, handling, topics, events, alarms, overdue, signals];
    default:
      return [overview, intake, results, districts, handling, topics, events, alarms, overdue, signals];
  }
}

const annexesOf = (ground: Ground): Promise<Section[]> =>
  ground.scope.about?.kind === 'topic' || ground.scope.about?.kind === 'event' ? Promise.resolve([]) : annexes(ground);

const titles = { daily: '民情日报', weekly: '民情周报', monthly: '民情月报', special: '民情专报' };

function head(site: Site, scope: Scope) {
  const { masthead, classification, issuer, recipients } = site.config.briefing;
  const { name } = site.config;
  return {
    masthead: masthead ?? `${name}民情简报`,
    classification,
    issue: issueOf(scope),
    issuer: issuer ?? `${name}12345热线`,
    date: fullDate(scope.asOf.slice(11) === '00:00:00' ? dayBefore(scope.asOf) : scope.asOf),
    title: `${scope.about ? aboutTitle(scope) : name}${scope.period.label}${titles[scope.kind]}`,
    standing: standingOf(scope),
    recipients,
    asOf: scope.asOf,
  };
}

/** Events are named by what they are in the text, never in the title. */
const aboutTitle = ({ about }: Scope): string =>
  about!.kind === 'topic' ? `“${about!.name}”话题` : about!.kind === 'event' ? '群众诉求事件' : about!.name;

/** 期号: the number of the day, week or month within the year, so that it needs no counter; a special report has none. */
function issueOf({ kind, period }: Scope): string {
  if (kind === 'special') return '专报';
  const name = period.id.split(':')[1]!;
  const year = name.slice(0, 4);
  const number = name.includes('W')
    ? Number(name.slice(6))
    : name.length === 7
      ? Number(name.slice(5))
      : Math.round((Date.parse(`${name}T00:00:00Z`) - Date.parse(`${year}-01-01T00:00:00Z`)) / 86_400_000) + 1;
  return `${year}年第${number}期`;
}

function standingOf({ edition, asOf }: Scope): string {
  const until = `数据截至${moment(asOf, fullDate)}`;
  return edition ? `定稿第${edition.edition}版，${until}` : `未定稿（最新值），${until}`;
}

function notes({ site, scope }: Ground, scored: boolean): string[] {
  const { name, version, provenance } = frameworkOf(site, scope.period.id);
  return [
    standingNote,
    '上升、下降、提升、回落只用于超出正常波动的变化；未超出的写作基本持平。',
    scored && scope.edition
      ? '得分、指标、件数和话题取自定稿；事件、预警、督办事项取自最新值，按期末时点统计。'
      : '事件、预警、督办事项按期末时点统计。',
    ...(scored ? [`指标体系：${name} ${version}。${provenance.replace(/。?$/, '。')}`] : []),
    '本件供内部使用，不含个人信息和工单原文；诉求人不足3人的事件不单独列出。',
  ];
}
