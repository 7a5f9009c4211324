import type { ColumnRule } from './column-rule.ts';
import { literal } from './literal.ts';

/**
 * SQL for the word that a score stands for, under the contract's cuts: of `80`, `80分`, `4星`, `四颗星` or `★★★★☆` the
 * number, and of the words that begin at or below it the highest one. Missing outside the declared range.
 */
export function wordOfScore(cell: string, { range: [low, high], least }: NonNullable<ColumnRule['scores']>): string {
  const score = `coalesce(
    try_cast(regexp_extract(${cell}, '^(\\d{1,3}(\\.\\d+)?)\\s*(分|星|颗星)?$', 1) as double),
    nullif(list_position(['一', '二', '三', '四', '五'], regexp_extract(${cell}, '^([一二三四五])颗?星$', 1)), 0),
    case when regexp_full_match(${cell}, '[★☆⭐✩\\x{FE0F}]+') then length(regexp_replace(${cell}, '[^★⭐]', '', 'g')) end)`;
  const words = Object.entries(least)
    .sort(([, a], [, b]) => b - a)
    .map(([word, cut]) => `when score >= ${cut} then ${literal(word)}`);
  return `list_transform([${score}], lambda score: case when score between ${low} and ${high} then case ${words.join(' ')} end end)[1]`;
}

/** SQL for the name of a code; missing for a code that is not in the table. */
export const nameOfCode = (cell: string, codes: Readonly<Record<string, string>>): string =>
  `[${Object.values(codes).map(literal).join(', ')}][list_position([${Object.keys(codes).map(literal).join(', ')}], ${cell})]`;

/** SQL for the words of a cell that holds several: parted by the contract's sign, else by any of the usual ones. */
export const wordsOf = (cell: string, separator: string | undefined): string => {
  const parts =
    separator === undefined
      ? `regexp_split_to_array(${cell}, '[、，,;；|/\\s]+')`
      : `list_transform(string_split(${cell}, ${literal(separator)}), lambda each: trim(each))`;
  return `case when ${cell} is not null then list_filter(${parts}, lambda each: each <> '') end`;
};
