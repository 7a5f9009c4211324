import { probit } from 'simple-statistics';

/** A count beside that of an earlier period, and what may be said about it. */
export interface CountChange {
  now: number;
  /** null: the earlier period lies before the first order. */
  before: number | null;
  verdict: '上升' | '下降' | '基本持平' | null;
}

/**
 * Whether a count has risen or fallen by more than such counts ordinarily vary (95%, with continuity correction).
 * `dispersion`: variance over mean of such counts, 1 for independent ones. `compared`: how many counts are judged
 * together; the more there are, the further one must have moved (Bonferroni).
 */
export function countChange(now: number, before: number | null, dispersion: number, compared = 1): CountChange {
  if (before === null) return { now, before, verdict: null };
  const spread = Math.sqrt(dispersion * (now + before));
  const moved = Math.max(0, Math.abs(now - before) - 1);
  if (spread === 0 || moved / spread <= probit(1 - 0.025 / compared)) return { now, before, verdict: '基本持平' };
  return { now, before, verdict: now > before ? '上升' : '下降' };
}
