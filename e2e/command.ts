import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from '../pipelines/temporal/watcher.ts';

const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A command under way. */
export interface Started {
  readonly pid: number;
  /** `kill -9`, or another signal. */
  kill(signal?: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** Runs a command of minqing as a user would, to its end. */
export const command = (...args: string[]): Promise<Ended> => started(args).ended;

/**
 * Starts a command and lets it be killed.
 * @param onLine gets each line of standard error as it comes
 * @param endless it would outlive the tests: it is ended when they are, in whatever way
 * @param fileLimit no file may grow beyond so many bytes (as `ulimit -f` counts them, in blocks of 512)
 */
export function started(
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
  { onLine, endless, fileLimit }: { onLine?: (line: string) => void; endless?: boolean; fileLimit?: number } = {},
): Started {
  const program = [process.execPath, minqing, ...args];
  const [file, ...rest] = fileLimit
    ? ['/bin/sh', '-c', `ulimit -f ${Math.floor(fileLimit / 512)}; exec "$@"`, 'sh', ...program]
    : program;
  const child = spawn(file!, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const release = endless ? endWithThisProcess(child) : undefined;
  let stdout = '';
  let stderr = '';
  const lines = onLine && new PassThrough();
  if (lines) createInterface({ input: lines }).on('line', onLine);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    lines?.write(text);
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (status) => {
      release?.();
      lines?.end();
      resolve({ status, stdout, stderr });
    }),
  );
  return { pid: child.pid!, kill: (signal = 'SIGKILL') => void child.kill(signal), ended };
}

/** Runs a command that must succeed. */
export async function must(...args: string[]): Promise<Ended> {
  return succeeded(args, await command(...args));
}

/** What a command ended with, when that is 0. */
export function succeeded(args: readonly string[], ended: Ended): Ended {
  if (ended.status !== 0)
    throw new Error(`minqing ${args.join(' ')} ended with ${ended.status}\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}

/** Runs a command with --json that must succeed, and reads its answer. */
export async function answer<Answer>(...args: string[]): Promise<Answer> {
  return JSON.parse((await must(...args, '--json')).stdout) as Answer;
}
