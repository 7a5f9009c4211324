import type { SiteConfig } from '../site/config.ts';
import type { Parameters } from '../warehouse/warehouse.ts';

const second = 1_000_000;

/** What `sql/staging/order_deadlines.sql` names; without rules in site.yaml only what the exports say counts. */
export function deadlineParameters(deadlines: SiteConfig['deadlines']): Parameters {
  const rules = (deadlines?.rules ?? []).map(({ orders, unit, amount }, place) => ({
    place,
    ...orders,
    unit,
    amount: unit.endsWith('hours') ? Math.round(amount * 3600) * second : amount,
  }));
  const endOfDay = Math.min(deadlines?.day_ends_at ?? 86_400, 86_399);
  return {
    rules: JSON.stringify(rules),
    starts_with: deadlines?.from ?? 'received',
    day_end: endOfDay * second,
    work_from: (deadlines?.work.from ?? 0) * second,
    work_to: (deadlines?.work.to ?? 86_400) * second,
  };
}
