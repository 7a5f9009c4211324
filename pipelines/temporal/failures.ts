import { ApplicationFailure } from '@temporalio/common';
import { type FailureKind, failureKind } from '../engine/failure.ts';
import { safeMessage } from '../engine/step.ts';

/** A failure that came out of a site's thread, with its kind. */
export class SiteFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Temporal's name of each kind; a person sees it in the web UI. */
const typeOf: Record<FailureKind, string> = {
  contract: 'ContractBroken',
  check: 'CheckFailed',
  request: 'WrongRequest',
  transient: 'Transient',
  defect: 'Defect',
};

/** A defect may have been a lost thread: it is tried so often, and no more. */
const attemptsOfDefect = 3;

/**
 * A failure as Temporal is to see it: one that another try may mend is retried by the policy of temporal.yaml, one that
 * needs a person is not.
 * @param attempt of the activity, from 1
 */
export function asTemporalFailure(error: unknown, attempt: number): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const kind = error instanceof SiteFailure ? error.kind : failureKind(error);
  const message = error instanceof SiteFailure ? error.message : safeMessage(error);
  const retried = kind === 'transient' || (kind === 'defect' && attempt < attemptsOfDefect);
  return ApplicationFailure.create({ type: typeOf[kind], message, nonRetryable: !retried });
}
