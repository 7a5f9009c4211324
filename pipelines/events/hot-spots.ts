import type { SiteConfig } from '../site/config.ts';
import type { EventType } from './typing.ts';

/** The three kinds of hot spot of 国办函〔2025〕66号. */
export type HotSpot = '高频共性' | '季节性周期性' | '风险性苗头性';

/** What an event is judged by. Counts of topics are orders in 30 days: now, in the same weeks a year ago, as a yearly mean. */
export interface HotSpotFacts {
  type: EventType | null;
  orders_30: number;
  people_30: number;
  residents_7: number;
  residents_7_before: number;
  risk_residents: number;
  risk_orders: number;
  risks: readonly string[];
  /** Whether the history holds the same weeks of a year earlier. */
  same_weeks: boolean;
  topic_orders: number | null;
  topic_orders_year_ago: number | null;
  topic_orders_usual: number | null;
}

export interface JudgedHotSpot {
  kinds: HotSpot[];
  /** One sentence for each kind, in the same order: counts only, no text of an order. */
  evidence: string[];
  /** How the season was compared; `无同期可比` where the history is too short, null without a topic. */
  season: string | null;
}

export type HotSpotRule = SiteConfig['events']['hot_spots'];

/** Which kinds of hot spot an event is, by the site's rule; it may be several, or none. One resident's repeats are none. */
export function hotSpotsOf(facts: HotSpotFacts, rule: HotSpotRule): JudgedHotSpot {
  const season = seasonOf(facts);
  const judged: [HotSpot, string | null][] =
    facts.type === null || facts.type === '催办' || facts.type === '办结后重复诉求'
      ? []
      : [
          ['高频共性', common(facts, rule)],
          ['季节性周期性', seasonal(facts, rule) ? season : null],
          ['风险性苗头性', risky(facts, rule)],
        ];
  const found = judged.filter((one): one is [HotSpot, string] => one[1] !== null);
  return { kinds: found.map(([kind]) => kind), evidence: found.map(([, why]) => why), season };
}

const common = ({ people_30, orders_30 }: HotSpotFacts, rule: HotSpotRule): string | null =>
  people_30 >= rule.common_residents ? `近30日诉求人 ${people_30} 人、工单 ${orders_30} 件` : null;

/** High both now and in the same weeks of the year before, measured by the year between. */
function seasonal(facts: HotSpotFacts, rule: HotSpotRule): boolean {
  const { same_weeks, topic_orders, topic_orders_year_ago, topic_orders_usual } = facts;
  if (!same_weeks || topic_orders === null || topic_orders_year_ago === null || !topic_orders_usual) return false;
  return [topic_orders, topic_orders_year_ago].every(
    (orders) => orders >= rule.seasonal_orders && orders >= rule.seasonal_ratio * topic_orders_usual,
  );
}

function seasonOf({
  same_weeks,
  topic_orders,
  topic_orders_year_ago,
  topic_orders_usual,
}: HotSpotFacts): string | null {
  if (topic_orders === null || topic_orders_year_ago === null || topic_orders_usual === null) return null;
  if (!same_weeks) return '无同期可比';
  return `同一话题近30日 ${topic_orders} 件，上年同期 ${topic_orders_year_ago} 件，全年平均每30日 ${topic_orders_usual.toFixed(1)} 件`;
}

function risky(facts: HotSpotFacts, rule: HotSpotRule): string | null {
  const { residents_7, residents_7_before, risk_residents, risk_orders, risks } = facts;
  const why = [
    risk_residents >= rule.risk_residents && `${risk_residents} 人 ${risk_orders} 件提到${risks.join('、')}`,
    residents_7 >= rule.rising_residents &&
      residents_7 >= rule.rising_ratio * residents_7_before &&
      `近7日新增诉求人 ${residents_7} 人，前7日 ${residents_7_before} 人`,
  ].filter((one) => one !== false);
  return why.length > 0 ? why.join('；') : null;
}
