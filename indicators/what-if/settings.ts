import { UserError } from '../../pipelines/user-error.ts';
import { type Mean, means } from '../composite/means.ts';
import { type Normaliser, normalisers } from '../composite/normalisers.ts';
import type { Specification } from '../composite/specification.ts';

/** What an analyst may set, as it is written; the list that errors show. */
const known = [
  'weight.NODE=2 (among its siblings)',
  'weight.NODE=50% (of the whole index)',
  'weights=equal|pca',
  'aggregation=METHOD',
  'normalisation=METHOD',
  'goalposts.INDICATOR=LOW..HIGH',
  'remove=NODE,NODE',
  'value.INDICATOR.SUBJECT=92%',
].join(', ');

const aggregations = Object.keys(means).filter((name) => name !== 'a_genmean') as Mean[];
const withParameters: readonly string[] = ['n_dist2ref', 'n_dist2targ', 'n_scaled', 'n_fracmax', 'none'];
const normalisations = (Object.keys(normalisers) as Normaliser[]).filter((name) => !withParameters.includes(name));

/** Settings of a what-if, read and checked one by one. */
export interface Settings {
  /** Among siblings. */
  readonly weights: Record<string, number>;
  /** Of the whole index, 0–1. */
  readonly shares: Record<string, number>;
  weighting?: 'equal' | 'pca';
  aggregation?: Mean;
  normalisation?: Normaliser;
  readonly goalposts: Record<string, { low: number; high: number }>;
  readonly remove: string[];
  /** By subject and indicator. */
  readonly figures: Record<string, Record<string, number>>;
}

/** What settings may name. */
export interface Settable {
  readonly specification: Specification;
  readonly subjects: readonly { readonly code: string; readonly name: string }[];
  /** Indicators whose figures are shares from 0 to 1. */
  readonly shareIndicators: ReadonlySet<string>;
}

/**
 * Reads `KEY=VALUE` settings. A later one of the same key wins.
 * @throws UserError naming the key as it was given, and the known ones.
 */
export function readSettings(given: readonly string[], settable: Settable): Settings {
  const settings: Settings = { weights: {}, shares: {}, goalposts: {}, remove: [], figures: {} };
  for (const one of given) {
    const [, key, value] = /^\s*([^=\s]+)\s*=\s*(.*\S)\s*$/.exec(one) ?? [];
    if (!key || !value) throw refusal(one, 'a setting is KEY=VALUE', known);
    if (key.includes('.')) readPart(key, value, settings, settable);
    else readMethod(key, value, settings, settable);
  }
  return settings;
}

function readPart(key: string, value: string, settings: Settings, settable: Settable): void {
  const [what, name = '', ...rest] = key.split('.');
  switch (what) {
    case 'weight': {
      const node = nodeOf(key, name, settable);
      delete settings.weights[node];
      delete settings.shares[node];
      const kind = value.endsWith('%') ? 'shares' : 'weights';
      const weight = numberOf(key, value);
      if (weight < 0 || (kind === 'shares' && weight > 1))
        throw refusal(key, `${value} is no weight`, 'write 0 or more, or 0% to 100% of the whole index');
      settings[kind][node] = weight;
      return;
    }
    case 'goalposts': {
      const [low, high, ...more] = value.split('..').map((end) => numberOf(key, end));
      if (low === undefined || high === undefined || more.length > 0 || !(low < high))
        throw refusal(key, `${value} are no goalposts`, 'write the lower one first, such as 80%..98%');
      settings.goalposts[indicatorOf(key, name, settable)] = { low, high };
      return;
    }
    case 'value': {
      const indicator = indicatorOf(key, name, settable);
      const subject = subjectOf(key, rest.join('.'), settable);
      const figure = numberOf(key, value);
      if (settable.shareIndicators.has(indicator) && (figure < 0 || figure > 1))
        throw refusal(key, `${value} is no share`, 'write 92% or 0.92');
      settings.figures[subject] = { ...settings.figures[subject], [indicator]: figure };
      return;
    }
    default:
      throw refusal(key, `there is no setting ${key}`, known);
  }
}

function readMethod(key: string, value: string, settings: Settings, settable: Settable): void {
  switch (key) {
    case 'weights':
      settings.weighting = oneOf(key, value, ['equal', 'pca']);
      return;
    case 'aggregation':
      settings.aggregation = oneOf(key, value, aggregations);
      return;
    case 'normalisation':
      settings.normalisation = oneOf(key, value, normalisations);
      return;
    case 'remove':
      settings.remove.push(...value.split(',').map((node) => nodeOf(key, node.trim(), settable)));
      return;
    default:
      throw refusal(key, `there is no setting ${key}`, known);
  }
}

function oneOf<Name extends string>(key: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found) return found;
  throw refusal(key, `there is no method ${value}`, `one of ${names.join(', ')}`);
}

function nodeOf(key: string, name: string, { specification: { iMeta } }: Settable): string {
  if (iMeta.some(({ iCode }) => iCode === name)) return name;
  throw refusal(
    key,
    `${name} is not in the score of this level and period`,
    `one of ${iMeta.map(({ iCode }) => iCode).join(', ')}`,
  );
}

function indicatorOf(key: string, name: string, { specification: { iMeta } }: Settable): string {
  if (iMeta.some(({ iCode, Level }) => iCode === name && Level === 1)) return name;
  const indicators = iMeta.filter(({ Level }) => Level === 1).map(({ iCode }) => iCode);
  throw refusal(key, `${name} is no indicator of this level and period`, `one of ${indicators.join(', ')}`);
}

function subjectOf(key: string, given: string, { subjects }: Settable): string {
  const found = subjects.find(({ code, name }) => code === given || name === given);
  if (found) return found.code;
  const some = subjects.slice(0, 12).map(({ code, name }) => `${code} ${name}`);
  throw refusal(
    key,
    `${given || '(nobody)'} is none of the ranked subjects`,
    `write value.INDICATOR.SUBJECT=…, with one of ${some.join(', ')}${subjects.length > 12 ? ' …' : ''}`,
  );
}

function numberOf(key: string, text: string): number {
  const [, digits, percent] = /^(-?\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) throw refusal(key, `“${text}” is no number`, 'write a number such as 0.92 or 92%');
  return percent ? Number(digits) / 100 : Number(digits);
}

const refusal = (key: string, what: string, fix: string): UserError =>
  new UserError(what, { where: `--set ${key}`, fix });
