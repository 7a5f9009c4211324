import { alarmQueries, judgedWithinDays, materializeAlarms } from '../bursts/month.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { plusDays } from '../scorecard/moment.ts';

/**
 * Early warning. `alarms` (durable): once raised, an alarm stays as it was: what came (`observed`), what was to be
 * expected, the highest ordinary count (`bound`), p, by which method and against which days; `raised_at` is when enough was
 * known, `as_of` the run that wrote it down. `kind`: `burst`, of a day (`step` `day`; three days
 * together with a `first_day` before `day`) or week, or `event`, which met the rule of 多人同诉. `alarm_orders` (durable):
 * the orders known then. `alarm_looks`: each time a day or week was judged, how many series of each level could be (`judged`),
 * how many held too few residents (`sparse`), and why none was (`state` 口径变化 or 历史不足). `unjudged_series`: 不可判.
 */
export const alarms: Asset = {
  key: 'alarms',
  partitioning: 'month',
  tables: [
    {
      name: 'alarms',
      durable: true,
      undigested: ['as_of'],
      columns: `"month" VARCHAR, alarm VARCHAR, kind VARCHAR, level VARCHAR, topic VARCHAR, category VARCHAR,
        district VARCHAR, event VARCHAR,
        step VARCHAR, day DATE, first_day DATE, raised_at TIMESTAMP, observed BIGINT, expected DOUBLE, bound DOUBLE, p DOUBLE,
        method VARCHAR, compared VARCHAR, as_of TIMESTAMP`,
    },
    { name: 'alarm_orders', durable: true, columns: '"month" VARCHAR, alarm VARCHAR, order_id VARCHAR' },
    {
      name: 'alarm_looks',
      columns: `"month" VARCHAR, step VARCHAR, day DATE, judged_on DATE, level VARCHAR, series INTEGER, judged INTEGER,
        sparse INTEGER, alarms INTEGER, state VARCHAR, reason VARCHAR`,
    },
    {
      name: 'unjudged_series',
      columns:
        '"month" VARCHAR, step VARCHAR, level VARCHAR, topic VARCHAR, category VARCHAR, district VARCHAR, steps INTEGER',
    },
  ],
  reads: [
    { asset: 'calendar', mapping: 'all' },
    { asset: 'supply', mapping: 'until' },
    { asset: 'orders', mapping: 'until' },
    { asset: 'order_topics', mapping: 'until' },
    { asset: 'events', mapping: 'until' },
    { asset: 'daily_counts', mapping: 'until' },
    { asset: 'alarms', mapping: 'until' },
  ],
  codeVersion: codeVersion(1, ...alarmQueries),
  config: (site) => site.config.events,
  asOf: (_site, month, asOf) => {
    if (month === 'undated') return '';
    const horizon = plusDays(`${month}-01 00:00:00`, 31 + judgedWithinDays);
    return asOf < horizon ? asOf : horizon;
  },
  checks: [],
  materialize: materializeAlarms,
};
