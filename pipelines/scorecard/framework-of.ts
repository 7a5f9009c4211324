import {
  type Framework,
  type Indicator,
  indicatorsOf,
  loadBuiltIn,
  loadFrameworks,
  maturityDays,
} from '../../indicators/framework.ts';
import type { Period } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { plusDays } from './moment.ts';
import { periodOf } from './reporting-period.ts';

const loaded = new WeakMap<Site, Framework[]>();

/** The site's frameworks, the oldest first, read once. A framework on purpose stands alone, and for all of history. */
export function frameworksOf(site: Site): readonly Framework[] {
  let frameworks = loaded.get(site);
  if (!frameworks) {
    frameworks = site.frameworkOnPurpose
      ? [{ ...onPurpose(site, site.frameworkOnPurpose), valid_from: null, valid_to: null }]
      : loadFrameworks(site.dir, site.config.framework);
    for (const framework of frameworks) requireWindows(framework, site);
    loaded.set(site, frameworks);
  }
  return frameworks;
}

/**
 * The framework that a period is computed by: the one valid then. A period that begins under one and ends under the next
 * belongs to the next; one that lies (in part) outside all dates has no figures. Without a period, the newest.
 */
export function frameworkOf(site: Site, period?: string): Framework {
  const frameworks = frameworksOf(site);
  const newest = frameworks.at(-1)!;
  if (period === undefined) return newest;
  const { start, end } = periodOf(site, period);
  const last = plusDays(end, -1 / 86_400);
  return (
    frameworks.find((framework) => holds(framework, last)) ?? frameworks.find((each) => holds(each, start)) ?? newest
  );
}

/** Whether frameworks of the site are valid from the first to the last moment of a period. */
export function isCovered(site: Site, { start, end }: Period): boolean {
  const frameworks = frameworksOf(site);
  const last = plusDays(end, -1 / 86_400);
  const first = frameworks.findIndex((framework) => holds(framework, start));
  const final = frameworks.findIndex((framework) => holds(framework, last));
  return (
    first >= 0 &&
    final >= 0 &&
    frameworks
      .slice(first, final)
      .every(
        ({ valid_to }, i) => plusDays(`${valid_to} 00:00:00`, 1).slice(0, 10) === frameworks[first + i + 1]!.valid_from,
      )
  );
}

const holds = ({ valid_from, valid_to }: Framework, moment: string): boolean =>
  (valid_from === null || moment >= valid_from) && (valid_to === null || moment < plusDays(`${valid_to} 00:00:00`, 1));

/** One of the site's own by its id or `id@version`, else a built-in one. */
function onPurpose(site: Site, name: string): Framework {
  const own = loadFrameworks(site.dir, site.config.framework).filter(({ id, key }) => id === name || key === name);
  return own.at(-1) ?? loadBuiltIn(site.dir, name, '--framework');
}

function requireWindows({ assessment, key }: Framework, { config, dir }: Site): void {
  if (!assessment) return;
  const own = config.assessment;
  if (own.month_starts_on === assessment.month_starts_on && own.day_starts_at === assessment.day_starts_at) return;
  const written = `assessment: { month_starts_on: ${assessment.month_starts_on}, day_starts_at: ${assessment.day_starts_at} }`;
  throw new UserError(`${key} counts by other windows than the site`, {
    where: `${dir}/site.yaml`,
    fix: `write ${written}, and assess and assess_day among the periods`,
  });
}

/** A framework as what is made of it depends on it: without the place its file lies in. */
export function definitionOf(site: Site, period?: string): Omit<Framework, 'file'> {
  const { file: _, ...definition } = frameworkOf(site, period);
  return definition;
}

/** As `definitionOf`, of all frameworks of the site. */
export const definitionsOf = (site: Site): Omit<Framework, 'file'>[] =>
  frameworksOf(site).map(({ file: _, ...definition }) => definition);

/** Numbers the SQL of indicators may name: the framework's, and above them the site's. */
export const limitsOf = (site: Site, period?: string): Record<string, number> => ({
  ...frameworkOf(site, period).limits,
  ...site.config.limits,
});

/** Days after a period until every figure of it is complete. */
export const longestMaturity = (site: Site, period?: string): number =>
  Math.max(
    ...indicatorsOf(frameworkOf(site, period)).map((indicator: Indicator) =>
      maturityDays(indicator, limitsOf(site, period)),
    ),
  );
