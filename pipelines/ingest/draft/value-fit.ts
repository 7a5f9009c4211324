import { canonicalColumns, type Kind, type Sort } from '../canonical.ts';
import type { Profile } from './profile.ts';
import { asksOpposite, choiceOf, flagOf, isNoRating } from './words.ts';

/** How the values of a column agree with a meaning. */
export interface ValueFit {
  /** 0: they contradict it; 0.5: they say nothing; 1: they are just so. */
  fit: number;
  /** How far the values alone would say so, whatever the header; 0 for what many columns look like. */
  telling: number;
  /** What was seen, for people: shares and shapes, never a value. */
  evidence: string;
}

const percent = (share: number): string => `${share > 0.995 && share < 1 ? '> 99' : Math.round(share * 100)} %`;

/** Compares a column's values with what a canonical column holds. */
export function valueFit(profile: Profile, kind: Kind, column: string, header: string): ValueFit {
  const canonical = canonicalColumns[kind].find(({ name }) => name === column);
  if (!canonical || profile.filled === 0) return { fit: 0.5, telling: 0, evidence: 'the column is empty' };
  const own = special[column]?.(profile, header);
  if (own) return own;
  return (bySort[canonical.sort] ?? bySort.word)(profile, { column, header });
}

type Fit = (profile: Profile, asked: { column: string; header: string }) => ValueFit;

/** `of 2,000 values`, but of few different ones: `of 2,000 values (7 different)`. */
const amount = ({ filled, distinct }: Profile): string =>
  `${filled.toLocaleString('en-US')} values${distinct < 100 && distinct < filled ? ` (${distinct} different)` : ''}`;

const shareFit = (profile: Profile, share: number, what: string, telling = 0): ValueFit => ({
  fit: share >= 0.9 ? 0.8 + 2 * (share - 0.9) : share >= 0.5 ? 0.3 + (share - 0.5) : share * 0.4,
  telling: telling * share ** 3,
  evidence: `${percent(share)} of ${amount(profile)} are ${what}`,
});

/** A sort that is not here is looked at as a word. */
const bySort: Partial<Record<Sort, Fit>> & Record<'word' | 'id' | 'text', Fit> = {
  time: (profile) => {
    const excelOnly = profile.dates.formats.size === 1 && profile.dates.formats.has('excel');
    const compactOnly = [...profile.dates.formats.keys()].every((format) => format.startsWith('%Y%m%d'));
    // Plain numbers may pass for dates.
    return shareFit(profile, profile.share.date, 'dates', excelOnly || compactOnly ? 0 : 0.25);
  },
  flag: (profile, { column, header }) => {
    if (!profile.words) return { fit: 0.02, telling: 0, evidence: `${profile.distinct} different values` };
    const inverse = asksOpposite(header, column);
    const known = shareOfWords(profile, (cell) => flagOf(cell, inverse) !== undefined);
    return shareFit(profile, known, 'yes or no words');
  },
  choice: (profile, { column }) => {
    if (!profile.words) return { fit: 0.02, telling: 0, evidence: `${profile.distinct} different values` };
    const known = shareOfWords(
      profile,
      (cell) => choiceOf(column, cell) !== undefined || (column !== 'kind' && isNoRating(cell)),
    );
    const own = choiceTelling[column] ?? 0.4;
    // Yes and no are words of many columns, and so are single words.
    const targets = new Set(
      [...profile.words.keys()]
        .filter((cell) => !/^[是否]$/.test(cell))
        .map((cell) => choiceOf(column, cell))
        .filter(Boolean),
    );
    return shareFit(profile, known, `words of ${column}`, targets.size >= 2 ? own : 0);
  },
  count: (profile, { column }) => {
    const small = profile.largest <= 500 || column.endsWith('likes') ? 1 : profile.largest <= 1e6 ? 0.7 : 0.2;
    return shareFit(profile, profile.share.integer * small, 'small whole numbers');
  },
  seconds: (profile) => {
    const clock = profile.share.clock > 0.5;
    return shareFit(
      profile,
      clock ? profile.share.clock : profile.largest < 1e7 ? profile.share.number : 0,
      clock ? 'durations' : 'numbers',
    );
  },
  id: (profile) => {
    const unique = profile.distinct / profile.filled;
    const shaped = Math.max(profile.share.code, profile.share.integer);
    return {
      ...shareFit(profile, shaped, 'numbers or codes'),
      evidence: `${percent(shaped)} of ${amount(profile)} are numbers or codes, ${percent(unique)} different`,
    };
  },
  key: (profile) => {
    const phoneLike = Math.max(profile.share.phone, profile.share.identity);
    if (phoneLike > 0.5)
      return shareFit(
        profile,
        Math.min(1, phoneLike + 0.05),
        profile.share.phone >= profile.share.identity ? 'telephone numbers' : 'identity numbers',
        0.75,
      );
    const codes = profile.share.code;
    return {
      fit: codes > 0.8 && profile.distinct > 20 ? 0.75 : 0.15,
      telling: 0,
      evidence: `${percent(codes)} of ${amount(profile)} are codes`,
    };
  },
  name: (profile) =>
    shareFit(
      profile,
      Math.min(1, profile.share.name * 1.2),
      'shaped like names of persons',
      profile.distinct > 20 ? 0.6 : 0,
    ),
  text: (profile) => {
    if (profile.share.date > 0.5 || profile.share.phone > 0.5) return { fit: 0.02, telling: 0, evidence: 'no texts' };
    const different = profile.distinct / profile.filled;
    const long = Math.min(1, profile.length / 12) * profile.share.han * Math.min(1, different + 0.3);
    return {
      fit: 0.3 + 0.7 * long,
      telling: 0,
      evidence: `texts of ${Math.round(profile.length)} characters on average, ${percent(different)} different`,
    };
  },
  place: (profile) => {
    const like = Math.max(profile.share.address, profile.share.street);
    return {
      fit: 0.35 + 0.65 * like,
      telling: profile.length > 6 && profile.length < 40 ? 0.45 * like ** 2 : 0,
      evidence: `${percent(like)} of ${amount(profile)} hold words of addresses`,
    };
  },
  word: (profile) => {
    if (profile.share.date > 0.8 || profile.share.phone > 0.5) return { fit: 0.03, telling: 0, evidence: 'no words' };
    const few =
      profile.distinct <= 40 ? 1 : profile.distinct <= 400 ? 0.85 : profile.distinct / profile.filled < 0.5 ? 0.6 : 0.2;
    const wordy = profile.length <= 15 ? 1 : profile.length <= 30 ? 0.7 : 0.2;
    const numeric = profile.share.number > 0.9 ? 0.6 : 1;
    return {
      fit: 0.95 * few * wordy * numeric,
      telling: 0,
      evidence: `${amount(profile)}, ${profile.distinct >= 100 ? `${profile.distinct} different, ` : ''}short words`,
    };
  },
};

const choiceTelling: Record<string, number> = { kind: 0.8, satisfaction: 0.8, solved_resident: 0.55, solved_unit: 0.3 };

/** Ratings as numbers: which end is best only a person can say. */
export const scoreRange = (profile: Profile): [number, number] | undefined => {
  if (profile.share.integer < 0.95 || profile.filled < 5 || !profile.words) return undefined;
  const best = [5, 10, 100].find((top) => profile.largest <= top);
  return best && profile.distinct >= 2 ? [best === 100 ? 0 : 1, best] : undefined;
};

const special: Record<string, (profile: Profile, header: string) => ValueFit | undefined> = {
  order_id: (profile) => {
    const base = bySort.id(profile, { column: 'order_id', header: '' });
    const unique = profile.distinct / profile.filled;
    const constant = profile.distinct < Math.min(20, profile.filled / 2) && profile.filled > 20;
    if (constant) return { ...base, fit: 0.03 };
    const row = profile.share.integer > 0.98 && profile.largest <= profile.rows * 1.5 && profile.length < 6;
    return {
      ...base,
      fit: base.fit * (0.5 + 0.5 * unique),
      telling: unique > 0.95 && base.fit > 0.8 && profile.filled > 0.9 * profile.rows ? (row ? 0.3 : 0.62) : 0,
    };
  },
  merged_into: (profile) => {
    const base = bySort.id(profile, { column: 'merged_into', header: '' });
    return profile.filled > 0.7 * profile.rows ? { ...base, fit: base.fit * 0.4 } : base;
  },
  body: (profile) => {
    const base = bySort.text(profile, { column: 'body', header: '' });
    return {
      ...base,
      telling:
        profile.length > 25 && profile.share.han > 0.8 && profile.distinct > 0.5 * profile.filled
          ? Math.min(0.68, 0.5 + profile.length / 300)
          : 0,
    };
  },
  district: (profile) => suffixFit(profile, profile.share.district, 'names ending in 区, 县 or 市', 60, 0.7),
  street: (profile) => suffixFit(profile, profile.share.street, 'names ending in 街道, 镇 or 乡', 600, 0.7),
  unit: (profile) => {
    const institutional = profile.share.institution;
    const codes = profile.share.number > 0.9;
    if (codes) return { fit: 0.35, telling: 0, evidence: `${amount(profile)} are numbers` };
    return {
      ...shareFit(profile, institutional, 'called as offices are', profile.distinct >= 5 ? 0.55 : 0),
      fit: profile.share.name > 0.5 ? 0.05 : 0.45 + 0.5 * institutional,
    };
  },
  category1: (profile, header) => pathFit(profile, header),
  category2: (profile, header) => pathFit(profile, header),
  category3: (profile, header) => pathFit(profile, header),
  satisfaction: (profile) => {
    const range = scoreRange(profile);
    return range && { fit: 0.5, telling: 0, evidence: `${amount(profile)}, scores from ${range[0]} to ${range[1]}` };
  },
  callback_mode: (profile) => {
    const base = bySort.word(profile, { column: 'callback_mode', header: '' });
    if (!profile.words) return base;
    const known = shareOfWords(profile, (cell) => choiceOf('callback_mode', cell) !== undefined);
    return {
      ...base,
      fit: Math.max(base.fit * 0.8, known),
      evidence: `${percent(known)} of ${amount(profile)} are ways of calling back`,
    };
  },
};

function suffixFit(profile: Profile, share: number, what: string, most: number, telling: number): ValueFit {
  const few = profile.distinct <= most;
  const codes = profile.share.number > 0.9;
  return {
    fit: codes ? 0.3 : profile.share.date > 0.5 || profile.length > 14 ? 0.05 : 0.55 + 0.4 * share,
    telling: few && profile.distinct >= 2 ? telling * share ** 2 : 0,
    evidence: `${percent(share)} of ${amount(profile)} are ${what}`,
  };
}

function pathFit(profile: Profile, header: string): ValueFit {
  const base = bySort.word(profile, { column: 'category1', header });
  const { path } = profile;
  if (!path || path.share < 0.5) return base;
  return {
    fit: 0.9 + 0.1 * path.share,
    telling: path.levels >= 2 && profile.distinct < 2000 && /[>→＞/|\\]/.test(path.separator) ? 0.75 * path.share : 0,
    evidence: `${percent(path.share)} of ${amount(profile)} are paths of up to ${path.levels} levels, parted by ${path.separator}`,
  };
}

function shareOfWords({ words, filled }: Profile, known: (cell: string) => boolean): number {
  let n = 0;
  for (const [cell, count] of words ?? []) if (known(cell)) n += count;
  return n / filled;
}
