import { TransientError, UserError } from '../user-error.ts';
import { isShortOfMeans } from '../warehouse/open.ts';

/**
 * Why a step failed, as far as it matters for what to do.
 * `contract`: an export or the configuration is wrong; trying again does not help · `check`: a blocking check found
 * rows · `request`: what was asked for cannot be meant, whatever is mended · `transient`: the disk, the memory, another writer; trying again may help · `defect`: anything else.
 */
export type FailureKind = 'contract' | 'check' | 'request' | 'transient' | 'defect';

/** A blocking check that found rows. */
export class CheckFailed extends UserError {}

/** A run was asked for something that is not there: a period, an asset. */
export class WrongRequest extends UserError {}

/** What kind of failure an error is. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof CheckFailed) return 'check';
  if (error instanceof WrongRequest) return 'request';
  const message = error instanceof Error ? error.message : '';
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (error instanceof TransientError) return 'transient';
  if (error instanceof UserError) return 'contract';
  if (isShortOfMeans(message) || ['ENOSPC', 'EIO', 'EBUSY', 'EMFILE', 'ENFILE', 'EDQUOT', 'EFBIG'].includes(code))
    return 'transient';
  if (/conflict|database has been invalidated|IO Error|Connection Error|transaction is aborted/i.test(message))
    return 'transient';
  return 'defect';
}
