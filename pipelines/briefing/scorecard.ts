import { readSql } from '../engine/sql.ts';
import type { Ground } from './ground.ts';
import type { Compared, Measured, Scored } from './sentences.ts';

/** What stands in a row of changes: the verdict with its interval, or nothing. */
interface ChangeColumns {
  verdict: '提升' | '回落' | '基本持平' | null;
  difference: number | null;
  change_low: number | null;
  change_high: number | null;
}

/** A score of the tree as a briefing shows it. */
export interface ScoreLine extends Scored {
  node: string;
  kind: 'index' | 'dimension' | 'subdimension';
  compared: Compared;
}

export interface IndicatorLine extends Measured {
  node: string;
  score: number | null;
  compared: Compared;
  /** What the exports lack, in readers' words, where the state is `unsupported`. */
  missing: string[];
}

/** The scores of the briefing's subject, in the tree's order; none where the site does not score such periods. */
export async function scoresOf(ground: Ground): Promise<ScoreLine[]> {
  const rows = await ground.warehouse.rows<
    Scored & ChangeColumns & { node: string; kind: ScoreLine['kind']; was_scored: boolean }
  >(readSql('briefing/scores'), withPrevious(ground));
  return rows.map((row) => ({ ...row, compared: compared(ground, row, row.was_scored) }));
}

/** The indicators of the briefing's subject, in the tree's order. */
export async function indicatorsOf(ground: Ground): Promise<IndicatorLine[]> {
  const rows = await ground.warehouse.rows<
    Measured & ChangeColumns & { node: string; needs: string | null; score: number | null; was_measured: boolean }
  >(readSql('briefing/indicators'), withPrevious(ground));
  const lines: IndicatorLine[] = [];
  for (const row of rows)
    lines.push({
      ...row,
      compared: compared(ground, row, row.was_measured),
      missing: row.state === 'unsupported' ? await missingOf(ground, row.needs ?? '') : [],
    });
  return lines;
}

const withPrevious = ({ parameters, scope }: Ground) => ({ ...parameters, previous: scope.previous.id });

/** How a figure compares with the previous period, and if it does not, why not. */
export function compared({ scope }: Pick<Ground, 'scope'>, row: ChangeColumns, wasThere: boolean): Compared {
  if (row.verdict !== null && row.difference !== null)
    return { verdict: row.verdict, difference: row.difference, low: row.change_low, high: row.change_high };
  if (!wasThere) return { verdict: null, why: 'no earlier period' };
  if (scope.framework !== scope.previousFramework) return { verdict: null, why: 'other framework' };
  return { verdict: null, why: 'not comparable' };
}

/** Columns that some export supplies in the month, as the framework writes them (`calls.answered`). */
async function suppliedColumns({ warehouse, parameters }: Ground): Promise<Set<string>> {
  const rows = await warehouse.rows<{ name: string }>(
    `select distinct if(kind = 'calls', 'calls.', '') || column_name as name from supply where rows > 0 and month = $month`,
    parameters,
  );
  return new Set(rows.map(({ name }) => name));
}

const otherNeeds: Record<string, string> = {
  population: '人口数',
  'population.groups': '分群体人口数',
  actions: '督办、转办或上报记录',
};

/** Of the columns that are needed (`a|b,c`) those that no export of the month supplies, in readers' words. */
export async function missingOf(ground: Ground, needs: string): Promise<string[]> {
  const { warehouse } = ground;
  const supplied = await suppliedColumns(ground);
  const words: string[] = [];
  for (const need of needs.split(',').map((each) => each.trim())) {
    const alternatives = need.split('|').filter(Boolean);
    if (alternatives.length === 0 || alternatives.some((name) => supplied.has(name))) continue;
    const named: string[] = [];
    for (const name of alternatives) {
      const row = await warehouse.row<{ text: string }>('select column_text($name) as text', {
        name: name.replace('calls.', ''),
      });
      named.push(otherNeeds[name] ?? row!.text);
    }
    words.push([...new Set(named)].join('或'));
  }
  return [...new Set(words)];
}
