import { effectiveWeights } from '../../indicators/composite/effective-weights.ts';
import { type Framework, indicatorsOf } from '../../indicators/framework.ts';
import { type Level, levels } from '../../indicators/framework-schema.ts';
import type { InputSensitivity } from '../../indicators/sensitivity/sobol.ts';
import { type Compared, compareVariant } from '../../indicators/what-if/replay.ts';
import { readSettings } from '../../indicators/what-if/settings.ts';
import { variantOf } from '../../indicators/what-if/variant.ts';
import { sobolOfWeights, type WeightThatMatters, weightsThatMatter } from '../../indicators/what-if/which-weight.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { type PublishedIndex, readPublishedIndex } from '../scorecard/published-index.ts';
import { UserError } from '../user-error.ts';
import { points } from './figures.ts';
import { choose } from './scores.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

export interface WhatIfOptions {
  set: string[];
  period?: string;
  level?: Level;
  sensitivity?: boolean;
  sobol?: number;
}

/** Runs of one sample of a Sobol' analysis come out of this seed; the same question has the same answer. */
const SEED = 20260101;

/** `minqing whatif`: the index with changed weights, method or data; ranks before and after. */
export async function whatif(siteDir: string, options: WhatIfOptions, json: boolean): Promise<void> {
  const { period, framework, level, index } = await reading(siteDir, 'whatif', async (warehouse, site) => {
    const period = await choose(warehouse, options.period, undefined);
    const framework = frameworkOf(site, period.period);
    const level = options.level ?? 'district';
    return { period, framework, level, index: await readPublishedIndex(warehouse, framework, level, period.period) };
  });
  if (!index)
    throw new UserError(`no ${level} is ranked in ${period.period}`, {
      where: '--level',
      fix: `try another of ${levels.join(', ')}, or see minqing scores for what is missing`,
    });
  const shareIndicators = new Set(
    indicatorsOf(framework)
      .filter(({ measure }) => measure === 'percent')
      .map(({ id }) => id),
  );
  const settings = readSettings(options.set, { ...index, shareIndicators });
  const variant = variantOf(index.specification, settings);
  const { rows, after } = compareVariant(index, variant);
  const weights = options.sensitivity ? weightsThatMatter(index.specification) : undefined;
  const sobol = options.sobol ? sobolOfWeights(index, { N: options.sobol, seed: SEED }) : undefined;
  const parts = [...effectiveWeights(after.tree)];
  if (json) {
    const effective = Object.fromEntries(parts);
    const head = { period: period.period, framework: framework.key, level, node: index.top, set: options.set };
    return print(
      JSON.stringify(
        {
          ...head,
          provisional: index.provisional,
          subjects: named(rows, index),
          left_out: index.leftOut,
          effective,
          weights,
          sobol,
        },
        null,
        1,
      ),
    );
  }
  printComparison(rows, index, framework, period.label, options.set);
  if (weights) printWeights(weights);
  if (sobol) printSobol(sobol);
}

const named = (rows: readonly Compared[], { subjects }: PublishedIndex) =>
  rows.map(({ code, ...row }, i) => ({ code, name: subjects[i]!.name, ...row }));

function printComparison(
  rows: readonly Compared[],
  index: PublishedIndex,
  framework: Framework,
  label: string,
  set: readonly string[],
): void {
  const top = index.specification.iMeta.find(({ iCode }) => iCode === index.top);
  print(`假设分析  ${label}  ${top?.iName ?? index.top}  ${framework.key}${index.provisional ? '  （初步数）' : ''}`);
  print(set.length > 0 ? `假设：${set.join('，')}\n` : '未作假设：与发布口径一致\n');
  const order = named(rows, index).sort((a, b) => (a.after.rank ?? Infinity) - (b.after.rank ?? Infinity));
  print(
    textTable(
      ['', '得分', '→', '名次', '90%区间', '→', '90%区间', '变化'],
      order.map(({ code, name, before, after, gained }) => [
        `${code} ${name}`,
        points(before.score),
        points(after.score),
        place(before.rank),
        spread(before.rank_low, before.rank_high),
        place(after.rank),
        spread(after.rank_low, after.rank_high),
        gained === null ? '—' : gained === 0 ? '不变' : gained > 0 ? `升${gained}位` : `降${-gained}位`,
      ]),
      [1, 2, 3, 5],
    ),
  );
  if (index.leftOut.length > 0)
    print(`另有 ${index.leftOut.length} 个对象不参加排名（无得分、回访不足，或所用指标不同）`);
  print('\n名次区间：同样工作水平下因件数有限可能出现的名次；区间相互重叠的，先后不宜强调。');
}

const place = (rank: number | null): string => (rank === null ? '—' : String(rank));
const spread = (low: number | null, high: number | null): string =>
  low === null || high === null ? '' : `${Math.round(low)}–${Math.round(high)}`;

function printWeights(weights: readonly WeightThatMatters[]): void {
  print('\n哪个权重最要紧（平均移动的位次）\n');
  print(
    textTable(
      ['', '占总分', '权重加倍', '最多', '去掉'],
      weights.map(({ iCode, iName, effective, doubled, doubled_most, removed }) => [
        `${iCode} ${iName}`,
        `${(effective * 100).toFixed(1)}%`,
        moved(doubled),
        place(doubled_most),
        moved(removed),
      ]),
      [1, 2, 3, 4],
    ),
  );
}

const moved = (shift: number | null): string => (shift === null ? '—' : shift.toFixed(2));

function printSobol(sobol: readonly InputSensitivity[]): void {
  print('\nSobol 指数：名次的变动由什么引起（总指数含交互作用）\n');
  print(
    textTable(
      ['', '一阶', '总', '90%区间'],
      sobol.map(({ Variable, Si, STi, STi_q5, STi_q95 }) => [
        Variable,
        moved(Si),
        moved(STi),
        STi_q5 === null || STi_q95 === null ? '' : `${STi_q5.toFixed(2)}–${STi_q95.toFixed(2)}`,
      ]),
      [1, 2],
    ),
  );
}
