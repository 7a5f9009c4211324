import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { addPassword } from '../report/password-file.ts';
import { UserError } from '../user-error.ts';
import { print } from './terminal.ts';

/** `minqing password FILE NAME`: adds a reader to a password file; the password is asked for, or is the first line of a pipe. */
export async function password(file: string, name: string): Promise<void> {
  const [given, again] = process.stdin.isTTY ? await asked(name) : await firstLine();
  if (given !== again)
    throw new UserError('the two passwords differ', { where: file, fix: 'run the command again', exitCode: 1 });
  await addPassword(resolve(file), name, given);
  print(`${name} may read sites served with --password-file ${file}; a running server reads it when it starts`);
}

/** Twice, without showing it. */
async function asked(name: string): Promise<[string, string]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const ask = (question: string) =>
    new Promise<string>((answer) => {
      process.stderr.write(question);
      terminal.question('', (text) => {
        process.stderr.write('\n');
        answer(text);
      });
    });
  try {
    return [await ask(`password for ${name}: `), await ask('once more: ')];
  } finally {
    terminal.close();
  }
}

async function firstLine(): Promise<[string, string]> {
  for await (const line of createInterface({ input: process.stdin })) return [line, line];
  return ['', ''];
}
