import type { Corpus } from '../text/corpus.ts';
import { type TopicModel, transform } from './model.ts';

/** `looseFit` is the fit that 5% of a model's own documents lie below. */
const ownShare = 0.05;
const mostShare = 1.5 * ownShare;

/**
 * Whether what is written has drifted from what a model learnt: documents fit it badly half as often again as its own
 * did. That is where new topics are found; without it, a new model would tell nothing that the old one does not.
 */
export function hasDrifted(model: TopicModel, corpus: Corpus): boolean {
  const { cosine } = transform(model, corpus);
  const bad = cosine.reduce((many, fit) => (fit < model.looseFit ? many + 1 : many), 0);
  return bad > mostShare * cosine.length;
}
