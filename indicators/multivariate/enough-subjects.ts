import { UserError } from '../../pipelines/user-error.ts';

/** Subjects per indicator below which PCA, alpha and optimised weights say more about chance than about the data. */
export const SUBJECTS_PER_INDICATOR = 3;

/**
 * Rule 11 of the indicators: the product calls this before PCA, alpha or optimised weights on a site's data.
 * @throws UserError naming the method and both counts.
 */
export function requireEnoughSubjects(method: string, subjects: number, indicators: number): void {
  const needed = SUBJECTS_PER_INDICATOR * indicators;
  if (subjects >= needed) return;
  throw new UserError(`${method} of ${indicators} indicators needs ${needed} subjects, and there are ${subjects}`, {
    where: method,
    fix: 'analyse fewer indicators at a time, or a level with more subjects, such as streets',
  });
}
