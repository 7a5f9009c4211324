import { distinctResidents, mostResidentsWithin, type Occurrence } from './residents.ts';

export type EventType = '多人同诉' | '高频问题' | '一地多事' | '催办' | '办结后重复诉求';

export interface TypingFacts {
  orders: readonly Occurrence[];
  /** Share of the members that name the place most of them name. */
  placeShare: number;
  /** Mean cosine over the group's edges without the words of places. */
  issueCosine: number;
}

/** Half of the members at one place make it the event's place. */
export const leastPlaceShare = 0.5;
/** Below this, what members share is the place, not the matter. */
export const leastIssueCosine = 0.1;

/**
 * What kind of event a group is, or null when it is none that is shown: same place and matter = 多人同诉 (from
 * `residents` within any `days` days on); same matter without a common place = 高频问题, one place with many matters =
 * 一地多事 (both from `residents` on); one resident with one matter = 催办, or 办结后重复诉求 once an order came after
 * the closing of an earlier one.
 */
export function typeOfEvent(
  { orders, placeShare, issueCosine }: TypingFacts,
  rule: { residents: number; days: number },
): EventType | null {
  const people = distinctResidents(orders);
  const sameMatter = issueCosine >= leastIssueCosine;
  const samePlace = placeShare >= leastPlaceShare;
  if (people <= 1) {
    const repeats = orders.filter(({ resident }) => resident !== null);
    if (!sameMatter || repeats.length < 2) return null;
    return cameAfterClosing(repeats) ? '办结后重复诉求' : '催办';
  }
  if (samePlace && sameMatter) return mostResidentsWithin(orders, rule.days) >= rule.residents ? '多人同诉' : null;
  if (people < rule.residents) return null;
  if (sameMatter) return '高频问题';
  return samePlace ? '一地多事' : null;
}

function cameAfterClosing(orders: readonly Occurrence[]): boolean {
  const last = orders.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  return orders.some(({ at, closedAt }) => closedAt !== null && closedAt >= at && closedAt < last);
}
