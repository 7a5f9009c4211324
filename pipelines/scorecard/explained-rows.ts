import type { ExplainedRows } from '../../indicators/explain.ts';
import type { Framework } from '../../indicators/framework.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** The figures, scores and goalposts of one subject and period, as `explain` takes them. */
export async function explainedRows(
  warehouse: Warehouse,
  framework: Framework,
  { period, kind, code }: { period: string; kind: string; code: string },
): Promise<ExplainedRows> {
  const about = { period, kind, code };
  return {
    values: await warehouse.rows(
      `select indicator, state, value, low, high, n, numerator, denominator, provisional from "values"
       where period = $period and subject_kind = $kind and subject = $code`,
      about,
    ),
    scores: await warehouse.rows(
      `select node, score, low, high, coverage, state, provisional from scores
       where period = $period and subject_kind = $kind and subject = $code`,
      about,
    ),
    goalposts: await warehouse.rows(
      `select indicator, low, high, basis from goalposts where framework = $framework and level in ('all', if($kind = 'city', 'city', 'district'))
       order by level = 'all'`,
      { framework: framework.key, kind },
    ),
  };
}
