import type { Asset } from '../engine/asset.ts';
import { actions } from './actions.ts';
import { alarms } from './alarms.ts';
import { calendar } from './calendar.ts';
import { calls } from './calls.ts';
import { changes } from './changes.ts';
import { comparisons } from './comparisons.ts';
import { dailyCounts } from './daily-counts.ts';
import { events } from './events.ts';
import { exclusions } from './exclusions.ts';
import { fairness } from './fairness.ts';
import { firstTopics } from './first-topics.ts';
import { framework } from './framework.ts';
import { goalposts } from './goalposts.ts';
import { landed } from './landed.ts';
import { orderTopics } from './order-topics.ts';
import { orders } from './orders.ts';
import { periods } from './periods.ts';
import { population } from './population.ts';
import { published } from './published.ts';
import { ranks } from './ranks.ts';
import { robustness } from './robustness.ts';
import { scores } from './scores.ts';
import { shapes } from './shapes.ts';
import { signals } from './signals.ts';
import { situation } from './situation.ts';
import { subjects } from './subjects.ts';
import { supply } from './supply.ts';
import { tokens } from './tokens.ts';
import { topicModels } from './topic-models.ts';
import { topicNames } from './topic-names.ts';
import { values } from './values.ts';

/** The graph, in the order data flows: what an asset reads stands before it. */
export const assets: Asset[] = [
  landed,
  subjects,
  population,
  calendar,
  actions,
  shapes,
  framework,
  periods,
  orders,
  calls,
  exclusions,
  supply,
  tokens,
  topicModels,
  firstTopics,
  orderTopics,
  topicNames,
  signals,
  events,
  dailyCounts,
  alarms,
  values,
  comparisons,
  fairness,
  goalposts,
  scores,
  ranks,
  robustness,
  changes,
  situation,
  published,
];
