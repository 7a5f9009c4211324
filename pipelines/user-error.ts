/**
 * Something the user can mend: told in one message, without a stack trace.
 * `where` names the file, row, line or key; `fix` says what to do.
 * `exitCode` 2: wrong use or wrong configuration; 1: a run failed.
 */
export class UserError extends Error {
  readonly where: string | undefined;
  readonly fix: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(what: string, { where, fix, exitCode = 2 }: { where?: string; fix?: string; exitCode?: 1 | 2 } = {}) {
    super(what);
    this.name = 'UserError';
    this.where = where;
    this.fix = fix;
    this.exitCode = exitCode;
  }

  /** The message as shown: `where: what` and, on a second line, the fix. */
  get text(): string {
    const head = this.where ? `${this.where}: ${this.message}` : this.message;
    return this.fix ? `${head}\n  fix: ${this.fix}` : head;
  }
}

/** Trouble of the machine or with somebody else's hold on a thing: the same again, later, may work. */
export class TransientError extends UserError {}
