import { dayName } from './calendar-days.ts';
import type { Level } from './count-table.ts';
import type { EventAlarm } from './event-alarms.ts';
import type { Burst } from './families.ts';
import type { FoundBursts } from './find-bursts.ts';

/** An alarm as it is kept. Days are `YYYY-MM-DD`. */
export interface AlarmRow {
  kind: 'burst' | 'event';
  level: Level | 'event';
  topic: string;
  category: string;
  district: string;
  event: string | null;
  step: 'day' | 'week';
  /** The day it is about: the last one, of a week or of several days taken together. */
  day: string;
  firstDay: string;
  /** When enough was known, `YYYY-MM-DD HH:MM:SS`: of a burst, the end of the day at which it was judged. */
  raisedAt: string;
  observed: number;
  expected: number | null;
  bound: number | null;
  p: number | null;
  method: string;
  /** Against what, in the reader's words. */
  compared: string;
}

/** The alarms of a month's looks: each series and day once, when it was first found. */
export function alarmsOfLooks({ looks, steps, series }: FoundBursts): AlarmRow[] {
  const raised = new Set<string>();
  return looks.flatMap(({ families, judgedOn }) =>
    families
      .flatMap(({ bursts }) => bursts)
      .filter(({ series: number, position }) => {
        const key = `${number}/${position}`;
        const known = raised.has(key);
        raised.add(key);
        return !known;
      })
      .map(
        (burst): AlarmRow => ({
          kind: 'burst',
          ...series[burst.series]!,
          event: null,
          step: steps.name,
          day: dayName(steps.startOf(burst.position + 1) - 1),
          firstDay: dayName(steps.startOf(burst.position - burst.steps + 1)),
          raisedAt: `${dayName(judgedOn + 1)} 00:00:00`,
          observed: burst.observed,
          expected: burst.expected,
          bound: burst.bound,
          p: burst.p,
          method: methodOf(burst),
          compared: comparedWith(burst, steps),
        }),
      ),
  );
}

/** The alarm of an event that met the site's rule. */
export const alarmOfEvent = (
  { event, topic, district, day, raisedAt, residents }: EventAlarm,
  rule: { residents: number; days: number },
): AlarmRow => ({
  kind: 'event',
  level: 'event',
  topic,
  category: '',
  district,
  event,
  step: 'day',
  day,
  firstDay: day,
  raisedAt,
  observed: residents,
  expected: null,
  bound: null,
  p: null,
  method: '多人同诉',
  compared: `规则：同一地点同一事项，${rule.days}日内${rule.residents}人及以上`,
});

const methodOf = ({ comparison, steps }: Burst): string =>
  comparison.method === 'EARS' ? (steps > 1 ? 'EARS C3' : 'EARS C2') : steps > 1 ? 'Farrington 3日' : 'Farrington';

function comparedWith({ comparison, steps: together }: Burst, { startOf, name }: FoundBursts['steps']): string {
  const { positions, method, kind } = comparison;
  const [first, last] = [positions[0]!, positions.at(-1)!];
  const from = dayName(startOf(first));
  const to = dayName(startOf(last + 1) - 1);
  const sum = together > 1 ? `；${together}日合计` : '';
  if (method === 'Farrington')
    return `${from}至${to}的同期及其间${positions.length}${name === 'day' ? `个${kind}` : '周'}${sum}`;
  return `${from}至${to}的${positions.length}${name === 'day' ? `个${kind}` : '周'}${sum}；无同期可比`;
}
