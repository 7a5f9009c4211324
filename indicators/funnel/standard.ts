/** Counted things of all peers, one entry per thing in each column. */
export interface PeerThings {
  /** Number of the thing's subject, from 0; −1 where it has none: it is no part of the standard. */
  subject: Int32Array;
  /** Number of the thing's stratum (its kind of work), from 0; −1 where unknown: it is no part of the standard. */
  stratum: Int32Array;
  /** Σ of outcomes, and of their squares, over the thing's trials: of a rate both are the numerator. */
  outcomes: Float64Array;
  squares: Float64Array;
  trials: Float64Array;
}

/** What each subject's own mix of work would give at the rates of all peers; a column per figure, by subject number. */
export interface Standard {
  trials: Float64Array;
  /** Mean outcome of what the subject has a standard for, and what is expected of it. */
  value: Float64Array;
  expected: Float64Array;
  /** Standard error of the mean outcome when the subject works as its peers do and its trials are independent. */
  error: Float64Array;
  /** Share of the standard that is the subject itself, 0 to 1: with 1 it is compared with nobody else. */
  own: Float64Array;
}

/**
 * Indirect standardisation: each thing is expected to go as things of its stratum go among all peers. With one stratum
 * for all the expected value is the pooled one. Subjects without things have 0 trials, and zeros.
 */
export function standardOf(things: PeerThings, subjects: number, strata: number): Standard {
  const whole = {
    trials: new Float64Array(strata),
    outcomes: new Float64Array(strata),
    squares: new Float64Array(strata),
  };
  const parts = new Map<number, number>();
  const standard: Standard = {
    trials: new Float64Array(subjects),
    value: new Float64Array(subjects),
    expected: new Float64Array(subjects),
    error: new Float64Array(subjects),
    own: new Float64Array(subjects),
  };
  for (let i = 0; i < things.trials.length; i++) {
    const [subject, stratum, trials] = [things.subject[i]!, things.stratum[i]!, things.trials[i]!];
    if (subject < 0 || stratum < 0) continue;
    whole.trials[stratum]! += trials;
    whole.outcomes[stratum]! += things.outcomes[i]!;
    whole.squares[stratum]! += things.squares[i]!;
    standard.trials[subject]! += trials;
    standard.value[subject]! += things.outcomes[i]!;
    const part = subject * strata + stratum;
    parts.set(part, (parts.get(part) ?? 0) + trials);
  }
  for (const [part, trials] of parts) {
    if (trials === 0) continue;
    const [subject, stratum] = [Math.floor(part / strata), part % strata];
    const all = whole.trials[stratum]!;
    const mean = whole.outcomes[stratum]! / all;
    standard.expected[subject]! += trials * mean;
    standard.error[subject]! += trials * Math.max(0, whole.squares[stratum]! / all - mean * mean);
    standard.own[subject]! += (trials * trials) / all;
  }
  for (let subject = 0; subject < subjects; subject++) {
    const trials = standard.trials[subject]!;
    if (trials === 0) continue;
    standard.value[subject]! /= trials;
    standard.expected[subject]! /= trials;
    standard.error[subject] = Math.sqrt(standard.error[subject]!) / trials;
    standard.own[subject]! /= trials;
  }
  return standard;
}
