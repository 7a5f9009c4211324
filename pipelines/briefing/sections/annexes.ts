import { type Block, note, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count, figure } from '../numbers.ts';
import { indicatorsOf } from '../scorecard.ts';
import { unitRatesOf } from '../unit-rates.ts';
import { subjectRows, table as subjectTable } from './districts.ts';
import { indicatorTable } from './indicator-table.ts';

/** How many units the annex lists; more are on the site. */
const most = 60;

/** 附表: every indicator with n and interval; the units' 服务回应性 and rates of handling in official order. */
export async function annexes(ground: Ground): Promise<Section[]> {
  const found: Section[] = [];
  const indicators = await indicatorsOf(ground);
  if (indicators.length > 0)
    found.push({ title: '指标明细', blocks: [indicatorTable(ground, indicators, { caption: '指标明细' })] });
  if (ground.scope.subject.kind === 'city' && ground.scope.about === undefined) {
    const units = await subjectRows(ground, 'unit', 'R');
    if (units.some(({ score }) => score !== null)) {
      const blocks: Block[] = [subjectTable(ground, '承办单位服务回应性', '承办单位', units.slice(0, most))];
      if (units.length > most) blocks.push(note(`共${count(units.length)}个单位，其余见报告网站。`));
      found.push({ title: '承办单位服务回应性', blocks });
    }
    const rates = await unitRates(ground);
    if (rates) found.push(rates);
  }
  return found;
}

/** Every unit's rates of handling; nothing where the period is not scored. */
async function unitRates(ground: Ground): Promise<Section | undefined> {
  const rows = await unitRatesOf(ground);
  const ids = new Set(rows.filter(({ value }) => value !== null).map(({ indicator }) => indicator));
  if (ids.size === 0) return undefined;
  const rates = (await indicatorsOf(ground)).filter(({ node }) => ids.has(node));
  const units = [...new Set(rows.map(({ unit }) => unit))];
  const cellOf = new Map(rows.map((row) => [`${row.unit}\n${row.indicator}`, row]));
  const title = '承办单位办理指标';
  return {
    title,
    blocks: [
      {
        kind: 'table',
        caption: title,
        columns: [
          { name: '承办单位', width: 30 },
          ...rates.map(({ name }) => ({ name, width: 14, align: 'right' as const })),
        ],
        rows: units.slice(0, most).map((unit) => [
          unit,
          ...rates.map(({ node, measure }) => {
            const cell = cellOf.get(`${unit}\n${node}`);
            return cell && cell.value !== null
              ? `${figure(cell.value, measure)}${cell.state === 'small' ? '*' : ''}`
              : '—';
          }),
        ]),
      },
      note('带*的样本不足，仅供参考；按官方顺序排列，不作排名。'),
    ],
  };
}
