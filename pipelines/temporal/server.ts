import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { UserError } from '../user-error.ts';
import { holderOf, listens, refusal } from './port-holder.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { endWithThisProcess } from './watcher.ts';

/** The loopback address: a development server asks nobody who they are, so nobody outside may reach it. */
export const loopback = '127.0.0.1';

/** gRPC's status code. */
const notFound = 5;

const startLimit = 60_000;
const stopLimit = 15_000;

/** How long a finished run can be looked at. The server's own value, a day, is too short for what failed on a Friday. */
const retentionSeconds = 90 * 86_400;

const pragmas = [
  // A log ahead of the database: what was committed survives `kill -9` without a file sync each time. A power cut may
  // take the last moments with it, never the database; steps done in them are found done in the ledger.
  'journal_mode=wal',
  'synchronous=normal',
  // A second server on the same database would destroy it, so it cannot open it.
  'locking_mode=exclusive',
];

/**
 * Measured on a workflow of 200 empty steps: 100 ms a step with the server's own values, 10 with these. Its queue of
 * transfers is polled at most 20 times a second and shard, and this server has one shard: 50 ms for each handing over.
 */
const dynamicConfig = [
  'history.transferProcessorMaxPollRPS=1000',
  'system.enableActivityEagerExecution=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

export interface ServerSettings {
  /** The `temporal` program. */
  binary: string;
  /** Folder of its database and its log; made when missing. */
  folder: string;
  port: number;
  uiPort: number;
  /** Made when missing. */
  namespace?: string;
}

export interface ServerEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface LocalServer {
  /** `host:port`. */
  address: string;
  uiAddress: string;
  /** Version of the server, e.g. `1.29.1`. */
  version: string;
  database: string;
  log: string;
  pid: number;
  /** Settles when the server is gone, however that came. */
  ended: Promise<ServerEnd>;
  /** Lets it finish what it is writing, and ends it. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/**
 * Starts a Temporal server for this machine only, with its database kept in a folder, and waits until it answers.
 * It ends with this process, in whatever way this process ends.
 * @throws UserError when a port is taken, the program cannot be run, the database is in use or was made by a newer
 *   server, or the server does not come up (with its last log lines).
 */
export async function localServer(settings: ServerSettings): Promise<LocalServer> {
  const { folder, port, uiPort, namespace = 'default' } = settings;
  const binary = resolve(settings.binary);
  const version = await versionOf(binary);
  mkdirSync(folder, { recursive: true });
  const stamp = join(folder, 'server.json');
  refuseNewer(stamp, version);
  await refuseTaken(port, 'port');
  await refuseTaken(uiPort, 'port of the web UI');

  const log = join(folder, 'server.log');
  if (existsSync(log)) renameSync(log, join(folder, 'server.previous.log'));
  const output = openSync(log, 'a', 0o600);
  const child = spawn(
    binary,
    [
      ...['server', 'start-dev', '--ip', loopback, '--port', `${port}`, '--ui-port', `${uiPort}`],
      // A file name alone: it becomes part of a URL there, in which `?`, `#` and `%` of a path would mean something.
      ...['--namespace', namespace, '--db-filename', 'temporal.db', '--log-level', 'warn'],
      ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
      ...dynamicConfig.flatMap((value) => ['--dynamic-config-value', value]),
    ],
    // A group of its own: Ctrl-C reaches this process alone, which then stops the server in order.
    { cwd: folder, stdio: ['ignore', output, output], detached: true },
  );
  closeSync(output);
  let running = true;
  const ended = new Promise<ServerEnd>((settle) => {
    child.once('error', () => settle({ code: null, signal: null }));
    child.once('exit', (code, signal) => settle({ code, signal }));
  });
  const release = endWithThisProcess(child);
  void ended.then(() => {
    running = false;
    release();
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), stopLimit);
    await ended;
    clearTimeout(late);
  };

  try {
    await ready(port, namespace, () => running);
  } catch (error) {
    await end('SIGKILL');
    throw error instanceof UserError ? error : notUp(folder, log, stamp, (error as Error).message);
  }
  const address = `${loopback}:${port}`;
  writeFileSync(stamp, `${JSON.stringify({ address, server: version }, null, 2)}\n`);
  return {
    ...{ address, uiAddress: `http://${loopback}:${uiPort}`, version, database: join(folder, 'temporal.db') },
    ...{ log, pid: child.pid!, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') },
  };
}

/** Version of the Temporal server that answers on a port of this machine; undefined when none does within a second. */
export async function serverOn(port: number): Promise<string | undefined> {
  if (port > 65_535 || !(await listens(loopback, port))) return undefined;
  const connection = await Connection.connect({ address: `${loopback}:${port}`, connectTimeout: 1000 }).catch(
    () => undefined,
  );
  if (!connection) return undefined;
  try {
    const info = await connection.withDeadline(Date.now() + 1000, () => connection.workflowService.getSystemInfo({}));
    return info.serverVersion || 'unknown';
  } catch {
    return undefined;
  } finally {
    await connection.close();
  }
}

/** The last lines of a log, for a message. */
export const lastLines = (log: string, lines = 10): string =>
  existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-lines).join('\n') : '';

/** Waits until every part of the server answers, and gives its namespace what runs need. */
async function ready(port: number, namespace: string, running: () => boolean): Promise<void> {
  const limit = Date.now() + startLimit;
  let last = '';
  while (running()) {
    if (Date.now() > limit) throw new Error(`did not answer within ${startLimit / 1000} s${last}`);
    if (await serverOn(port)) {
      const connection = await Connection.connect({ address: `${loopback}:${port}` });
      try {
        return await connection.withDeadline(Date.now() + 10_000, () => prepare(connection, namespace));
      } catch (error) {
        if (!isGrpcServiceError(error)) throw error;
        last = `: ${error.details}`;
      } finally {
        await connection.close();
      }
    }
    await pause(50);
  }
  throw new Error('ended while it started');
}

/** Search attributes and retention; and waits for the part of the server that keeps histories, by asking for none. */
async function prepare(connection: Connection, namespace: string): Promise<void> {
  await registerSearchAttributes(connection, namespace);
  const { workflowService } = connection;
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: retentionSeconds as never } },
  });
  await workflowService
    .describeWorkflowExecution({ namespace, execution: { workflowId: 'minqing-none' } })
    .catch((error) => {
      if (!isGrpcServiceError(error) || error.code !== notFound) throw error;
    });
}

function notUp(folder: string, log: string, stamp: string, what: string): UserError {
  const lines = lastLines(log);
  if (lines.includes('database is locked')) {
    const address = stampOf(stamp)?.address;
    return new UserError(
      `the database is in use by another Temporal server${address ? `, last seen at ${address}` : ''}`,
      {
        where: folder,
        fix: 'use that server, or stop it first',
      },
    );
  }
  return new UserError(`the Temporal server ${what}; its last log lines:\n${lines || '(nothing)'}`, {
    where: log,
    fix: `if its database is damaged, move ${folder} away: it holds the histories of runs and the schedules (\`minqing schedule apply\` makes them again), no results`,
  });
}

function versionOf(binary: string): Promise<string> {
  return new Promise((settle, refuse) => {
    execFile(binary, ['--version'], { timeout: 30_000 }, (error, stdout) => {
      const version = /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      if (version) return settle(version);
      const what = error ? `cannot be run (${error.code ?? error.message})` : 'is no Temporal server';
      refuse(
        new UserError(`the program ${what}`, {
          where: binary,
          fix: 'set MINQING_TEMPORAL_BIN to the `temporal` command-line program, version 1.5 or newer',
        }),
      );
    });
  });
}

/** Who used the database last. */
function stampOf(stamp: string): { address: string; server: string } | undefined {
  if (!existsSync(stamp)) return undefined;
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return undefined;
  }
}

/** An older server does not see that a newer one has written, and loses what it does not know. */
function refuseNewer(stamp: string, version: string): void {
  const last = stampOf(stamp)?.server;
  if (!last || release(last) <= release(version)) return;
  throw new UserError(`the database was last used by Temporal server ${last}, newer than this one, ${version}`, {
    where: stamp,
    fix: 'set MINQING_TEMPORAL_BIN to a program with that server, or move the folder away (it holds the histories of runs and the schedules, no results)',
  });
}

/** Major and minor version as one number: a patch never changes the database. */
const release = (version: string): number => {
  const [major, minor] = version.split('.').map(Number);
  return major! * 10_000 + minor!;
};

async function refuseTaken(port: number, what: string): Promise<void> {
  const refused = port > 65_535 ? 'above 65535' : await refusal(loopback, port);
  if (refused === undefined) return;
  if (refused !== 'EADDRINUSE')
    throw new UserError(`the ${what} ${port} cannot be listened on (${refused})`, {
      where: `${loopback}:${port}`,
      fix: 'choose one from 1024 to 65535',
    });
  const holder = holderOf(port);
  throw new UserError(`the ${what} ${port} is taken${holder ? ` by ${holder}` : ''}`, {
    where: `${loopback}:${port}`,
    fix: 'end that process, or choose other ports: `minqing temporal up --port 7333 --ui-port 8333`',
  });
}
