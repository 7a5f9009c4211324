import { listValue } from 'duckdb';
import { readSql } from '../engine/sql.ts';
import type { Ground } from './ground.ts';
import { rateIds } from './rates.ts';

/** A rate of a unit; a unit without any has one row without an indicator. */
export interface UnitRate {
  unit: string;
  indicator: string | null;
  value: number | null;
  n: number | null;
  state: string | null;
  /** What the funnel says of the unit among its peers; null where it says nothing, or another thing by kind of work. */
  verdict: '好于' | '差于' | '无显著差别' | null;
}

/** The rates of every unit where the period is scored, in official order. */
export const unitRatesOf = (ground: Ground): Promise<UnitRate[]> =>
  ground.warehouse.rows<UnitRate>(readSql('briefing/unit_rates'), {
    ...ground.parameters,
    indicators: listValue(rateIds(ground)),
  });
