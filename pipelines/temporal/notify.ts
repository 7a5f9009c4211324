import { spawn } from 'node:child_process';
import { safeMessage } from '../engine/step.ts';
import type { TemporalConfig } from './config.ts';
import type { Message } from './failure-message.ts';
import type { Log } from './logs.ts';

export interface Delivery {
  by: 'command' | 'webhook';
  /** Undefined when it was delivered. */
  problem: string | undefined;
}

/**
 * Calls the configured command (the message on standard input, facts as `MINQING_…` in its environment) and the
 * webhook (a POST of JSON). Never throws and never takes longer than the time limit: a mail server that is down must
 * not fail a run. What went wrong is logged and returned.
 */
export async function notify(
  to: Pick<TemporalConfig['on_failure'], 'command' | 'webhook'>,
  message: Message,
  { log, limit = 30_000 }: { log?: Log; limit?: number } = {},
): Promise<Delivery[]> {
  const deliveries = await Promise.all([
    ...(to.command ? [delivery('command', runCommand(to.command, message, limit))] : []),
    ...(to.webhook ? [delivery('webhook', post(to.webhook, message, limit))] : []),
  ]);
  for (const { by, problem } of deliveries) {
    const fields = { site: message.site, run: message.runId, workflow: message.workflowId, event: message.event, by };
    if (problem) log?.error(`the message was not delivered: ${problem}`, fields);
    else log?.info('the message was delivered', fields);
  }
  return deliveries;
}

async function delivery(by: Delivery['by'], sent: Promise<void>): Promise<Delivery> {
  try {
    await sent;
    return { by, problem: undefined };
  } catch (error) {
    return { by, problem: error instanceof NotDelivered ? error.message : safeMessage(error) };
  }
}

/** Its message was written here, and tells neither the webhook's secret address nor what the other side answered. */
class NotDelivered extends Error {}

/** Without a shell: the words of the list are the program and its arguments. */
function runCommand(words: string[], message: Message, limit: number): Promise<void> {
  const [program, ...given] = words as [string, ...string[]];
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the command started ends with it when the time is up.
    const child = spawn(program, given, {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
      env: { ...withoutSecrets(process.env), ...facts(message) },
    });
    let lastWords = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, limit);
    child.stderr.on('data', (text) => {
      lastWords = `${lastWords}${text}`.slice(-500);
    });
    child.stdin.on('error', () => undefined); // a command that does not read its input is fine
    child.stdin.end(`${message.text}\n`);
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const why = error.code === 'ENOENT' ? 'there is no such program' : `it cannot be started (${error.code})`;
      reject(new NotDelivered(`${program}: ${why}; correct on_failure.command in temporal.yaml`));
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const end = () => {
        child.stderr.destroy();
        if (code === 0) return resolve();
        const why = late
          ? `not done after ${limit / 1000} s`
          : code === null
            ? `ended by ${signal}`
            : `exit code ${code}`;
        const said = lastWords.trim().split('\n').at(-1) ?? '';
        reject(new NotDelivered(`${program}: ${why}${said ? `: ${said}` : ''}`));
      };
      // Its last words may still be on their way; something it left behind may hold the pipe open for ever.
      child.stderr.once('end', end);
      setTimeout(end, 200).unref();
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in the same moment.
  }
}

async function post(address: string, message: Message, limit: number): Promise<void> {
  const host = new URL(address).host;
  let answer: Response;
  try {
    answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.timeout(limit),
    });
    await answer.body?.cancel();
  } catch (error) {
    const late = (error as Error).name === 'TimeoutError';
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
    throw new NotDelivered(
      `${host}: ${late ? `no answer after ${limit / 1000} s` : `cannot be reached${code ? ` (${code})` : ''}`}`,
    );
  }
  if (!answer.ok) throw new NotDelivered(`${host}: answered ${answer.status}`);
}

/** What a command needs to decide whom to call, without reading the text. */
const facts = (message: Message): Record<string, string> => ({
  MINQING_EVENT: message.event,
  MINQING_SITE: message.site,
  MINQING_SITE_NAME: message.siteName,
  MINQING_SITE_DIR: message.siteDir,
  MINQING_RUN_ID: message.runId,
  MINQING_WORKFLOW_ID: message.workflowId,
  MINQING_PERIOD: message.period,
  MINQING_SUBJECT: message.subject,
});

/** The key of the residents' hash and of the cluster are no business of a command that sends mail. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MINQING_RESIDENT_KEY, TEMPORAL_API_KEY, ...rest } = env;
  return rest;
}
