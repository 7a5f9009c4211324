import { type Explanation, explain as explainNode } from '../../indicators/explain.ts';
import { type Framework, indicatorsOf, measureSign } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { type CountedThing, countedList } from '../scorecard/counted-list.ts';
import { explainedRows } from '../scorecard/explained-rows.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { interval, measured, points, stateWord } from './figures.ts';
import { type Chosen, choose } from './scores.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

/** `minqing explain`: a number down through weights and normalisation to numerator and denominator, and to the orders. */
export async function explain(
  siteDir: string,
  node: string,
  options: { period?: string; subject?: string; orders?: boolean },
  json: boolean,
): Promise<void> {
  const answer = await reading(siteDir, 'explain', async (warehouse, site) => {
    const chosen = await choose(warehouse, options.period, options.subject);
    const framework = frameworkOf(site, chosen.period);
    const tree = await explanationOf(warehouse, framework, chosen, node);
    const things = options.orders ? await thingsBehind(warehouse, site, framework, chosen, node) : undefined;
    return { chosen, tree, things, deadlines: await deadlinesBehind(warehouse, framework, chosen, node) };
  });
  if (json)
    return print(
      JSON.stringify(
        {
          ...answer.chosen,
          tree: answer.tree,
          ...(answer.deadlines && { deadlines: answer.deadlines }),
          ...(answer.things && { counted: answer.things }),
        },
        null,
        1,
      ),
    );
  print(`${answer.chosen.subject}  ${answer.chosen.label}\n`);
  printTree(answer.tree, 0);
  if (answer.deadlines)
    print(
      `    期限：本期到期的工单中，${answer.deadlines.column} 件由来源给出，${answer.deadlines.rule} 件按 site.yaml 的规则推算`,
    );
  if (answer.things) printThings(answer.things);
}

/**
 * The tree below a node of the chosen subject and period.
 * @throws UserError when the framework has no such node, or not for such a subject.
 */
export async function explanationOf(
  warehouse: Warehouse,
  framework: Framework,
  chosen: Chosen,
  node: string,
): Promise<Explanation> {
  const rows = await explainedRows(warehouse, framework, chosen);
  try {
    return explainNode(framework, chosen.kind as Level, node, rows);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${node} is not shown for ${chosen.subject}`, {
      where: node,
      fix: `one of index, ${framework.dimensions.map(({ id }) => id).join(', ')}, ${indicatorsOf(framework)
        .filter(({ levels }) => levels.includes(chosen.kind as Level))
        .map(({ id }) => id)
        .join(', ')}`,
    });
  }
}

/** Where the deadlines of a period come from, for an indicator that reads them. */
async function deadlinesBehind(
  warehouse: Warehouse,
  framework: Framework,
  { period }: Chosen,
  node: string,
): Promise<{ column: number; rule: number } | undefined> {
  const indicator = indicatorsOf(framework).find(({ id }) => id === node);
  if (!indicator?.sql.includes('due_at')) return undefined;
  return warehouse.row(
    `select count(*) filter (due_from = 'column') as "column", count(*) filter (due_from = 'rule') as "rule"
     from orders join periods on period = $period where due_at >= start_at and due_at < end_at`,
    { period },
  );
}

async function thingsBehind(
  warehouse: Warehouse,
  site: Parameters<typeof countedList>[0]['site'],
  framework: Framework,
  { period, kind, code }: Chosen,
  node: string,
): Promise<CountedThing[]> {
  const indicator = indicatorsOf(framework).find(({ id }) => id === node);
  if (!indicator)
    throw new UserError('--orders needs an indicator: a score has no orders of its own', {
      where: node,
      fix: 'name an indicator such as R32',
    });
  const run = await warehouse.row<{ as_of: string }>(
    `select arg_max(as_of, seq) as as_of from ledger where asset = 'values' and partition = $period and status = 'done'`,
    { period },
  );
  return countedList({ site, warehouse, partition: period, asOf: run?.as_of ?? '' }, indicator, { kind, code });
}

function printTree(node: Explanation, depth: number): void {
  const pad = '  '.repeat(depth);
  const score = `${points(node.score)}${node.score === null ? '' : ` [${interval(node.low, node.high, points)}]`}`;
  const marks = [
    stateWord(node.state),
    node.provisional ? '初步数' : '',
    node.figure || node.coverage >= 1 || node.state === 'inapplicable'
      ? ''
      : `覆盖 ${Math.round(node.coverage * 100)}%`,
  ].filter(Boolean);
  const part = depth === 0 ? '' : `  权重 ${(node.share * 100).toFixed(1)}% → ${points(node.contribution)} 分`;
  print(
    `${pad}${node.node === 'index' ? '' : `${node.node} `}${node.name}  ${score}${part}${marks.length > 0 ? `  （${marks.join('，')}）` : ''}`,
  );
  const { figure } = node;
  if (figure && node.children.length === 0) {
    const sign = measureSign(figure.measure);
    const value = `${measured(figure.value, sign)}${figure.value === null ? '' : ` [${interval(figure.low, figure.high, (x) => measured(x, sign))}]`}`;
    print(
      `${pad}    ${value}  n = ${figure.n ?? '—'}${figure.numerator === null ? '' : `  分子 ${figure.numerator} / 分母 ${figure.denominator}`}`,
    );
    if (depth === 0) {
      print(`${pad}    定义：${figure.definition}`);
      if (figure.normalisation)
        print(
          `${pad}    得分：${figure.normalisation}（${{ target: '公布的目标', frozen: '已定标', provisional: '暂定标尺' }[figure.goalposts?.basis ?? 'provisional'] ?? ''}）`,
        );
      print(`${pad}    来源：${figure.source}    ${figure.sqlFile}`);
    }
  }
  for (const child of node.children) printTree(child, depth + 1);
}

function printThings(things: CountedThing[]): void {
  print('');
  print(
    textTable(
      ['编号', '时间', '分子', '分母'],
      things.map((thing) => [thing.id, thing.at, String(thing.numerator), String(thing.denominator)]),
      [2, 3],
    ),
  );
  print(`共 ${things.length} 行`);
}
