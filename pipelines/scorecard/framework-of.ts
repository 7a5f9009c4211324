import {
  type Framework,
  type Indicator,
  indicatorsOf,
  loadFramework,
  maturityDays,
} from '../../indicators/framework.ts';
import type { Site } from '../site/site.ts';

const loaded = new WeakMap<Site, Framework>();

/** The site's framework, read once. */
export function frameworkOf(site: Site): Framework {
  let framework = loaded.get(site);
  if (!framework) {
    framework = loadFramework(site.dir, site.config.framework);
    loaded.set(site, framework);
  }
  return framework;
}

/** The framework as what is made of it depends on it: without the place its file lies in. */
export function definitionOf(site: Site): Omit<Framework, 'file'> {
  const { file: _, ...definition } = frameworkOf(site);
  return definition;
}

/** Numbers the SQL of indicators may name: the framework's, and above them the site's. */
export const limitsOf = (site: Site): Record<string, number> => ({
  ...frameworkOf(site).limits,
  ...site.config.limits,
});

/** Days after a period until every figure of it is complete. */
export const longestMaturity = (site: Site): number =>
  Math.max(...indicatorsOf(frameworkOf(site)).map((indicator: Indicator) => maturityDays(indicator, limitsOf(site))));
