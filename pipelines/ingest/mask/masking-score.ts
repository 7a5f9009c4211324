import type { PersonalKind } from './kinds.ts';
import { personalSpans } from './mask.ts';
import type { PlantedText } from './planted-texts.ts';

export interface MaskingScore {
  /** Share of planted values that are covered whole by masks of their kind. */
  recall: Map<PersonalKind, { planted: number; found: number }>;
  /** Share of masks that cover nothing but planted values. */
  precision: Map<PersonalKind, { masks: number; right: number }>;
  /** Values not covered whole, and masks over something else, with what stands around them. */
  missed: string[];
  wrong: string[];
}

/** Measures masking on texts whose personal data is known. */
export function masksAgainst(texts: Iterable<PlantedText>): MaskingScore {
  const score: MaskingScore = { recall: new Map(), precision: new Map(), missed: [], wrong: [] };
  for (const { text, planted } of texts) {
    const masks = personalSpans(text);
    for (const { start, end, kind } of planted) {
      const counts = score.recall.get(kind) ?? { planted: 0, found: 0 };
      score.recall.set(kind, counts);
      counts.planted++;
      if (masks.some((mask) => mask.kind === kind && mask.start <= start && mask.end >= end)) counts.found++;
      else score.missed.push(`${kind}: ${around(text, start, end)}`);
    }
    for (const { start, end, kind } of masks) {
      const counts = score.precision.get(kind) ?? { masks: 0, right: 0 };
      score.precision.set(kind, counts);
      counts.masks++;
      if (planted.some((value) => value.start <= start && value.end >= end)) counts.right++;
      else score.wrong.push(`${kind}: ${around(text, start, end)}`);
    }
  }
  return score;
}

const around = (text: string, start: number, end: number): string =>
  `${text.slice(Math.max(0, start - 8), start)}【${text.slice(start, end)}】${text.slice(end, end + 6)}`;
