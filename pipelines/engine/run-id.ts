import { randomBytes } from 'node:crypto';

/** A name for a run that people can sort by time; it enters no result. */
export const newRunId = (): string =>
  `${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}-${randomBytes(2).toString('hex')}`;
