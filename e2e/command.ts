import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command of minqing as a user would, to its end. */
export const command = (...args: string[]): Promise<Ended> => started(args).ended;

/** Starts a command and lets it be killed. */
export function started(
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): { kill: () => void; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [minqing, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (status) => resolve({ status, stdout, stderr })));
  return { kill: () => child.kill('SIGKILL'), ended };
}

/** Runs a command that must succeed. */
export async function must(...args: string[]): Promise<Ended> {
  const ended = await command(...args);
  if (ended.status !== 0)
    throw new Error(`minqing ${args.join(' ')} ended with ${ended.status}\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}

/** Runs a command with --json that must succeed, and reads its answer. */
export async function answer<Answer>(...args: string[]): Promise<Answer> {
  return JSON.parse((await must(...args, '--json')).stdout) as Answer;
}
