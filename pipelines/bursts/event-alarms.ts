import { mostResidentsWithin, type Occurrence } from '../events/residents.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';

/** An event that has met the site's rule of 多人同诉. */
export interface EventAlarm {
  event: string;
  topic: string;
  district: string;
  /** `YYYY-MM-DD`: on which the newest of its orders was received. */
  day: string;
  /** `YYYY-MM-DD HH:MM:SS`: when the order that met the rule became known. */
  raisedAt: string;
  residents: number;
}

interface Member extends Occurrence {
  event: string;
  topic: string | null;
  district: string | null;
  received: string;
  known: string;
}

/**
 * Events of several residents that no alarm has told of: each at the moment at which the orders known met the rule. An event that the month's texts first made known was not known before the month brought an order of it.
 */
export async function findEventAlarms(
  warehouse: Warehouse,
  query: string,
  parameters: Parameters & { begin: string },
  rule: { residents: number; days: number },
): Promise<EventAlarm[]> {
  const members = await warehouse.rows<Member>(query, parameters);
  const alarms: EventAlarm[] = [];
  for (let from = 0; from < members.length; ) {
    let to = from;
    while (to < members.length && members[to]!.event === members[from]!.event) to++;
    const alarm = firstAlarm(members.slice(from, to), parameters.begin, rule);
    if (alarm) alarms.push(alarm);
    from = to;
  }
  return alarms;
}

/** `members`: of one event, by the time at which they became known. */
function firstAlarm(
  members: readonly Member[],
  begin: string,
  rule: { residents: number; days: number },
): EventAlarm | undefined {
  const heardOf = members.find(({ received }) => received >= begin)?.known;
  if (heardOf === undefined) return undefined;
  for (let i = 0; i < members.length; i++) {
    const { known, event, topic, district } = members[i]!;
    const together = members.slice(0, i + 1);
    const residents = mostResidentsWithin(together, rule.days);
    if (residents < rule.residents) continue;
    const raisedAt = known < heardOf ? heardOf : known;
    const day = together.reduce((latest, { received }) => (received > latest ? received : latest), '');
    return { event, topic: topic ?? '', district: district ?? '', day, raisedAt, residents };
  }
  return undefined;
}
