import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { UserError } from '../user-error.ts';
import { holderOf, refusal } from './port-holder.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { endWithThisProcess } from './server-watch.ts';

/** The loopback address: a development server asks nobody who they are, so nobody outside may reach it. */
export const loopback = '127.0.0.1';

const startLimit = 60_000;
const stopLimit = 15_000;

/** How long a finished run can be looked at. The server's own value, a day, is too short for what failed on a Friday. */
const retentionSeconds = 90 * 86_400;

/** A log ahead of the database: what was committed survives the end of the process, without a file sync each time. */
const pragmas = ['journal_mode=wal', 'synchronous=normal'];

/** With one partition a queue's task never waits to be forwarded to the partition that a worker polls. */
const dynamicConfig = [
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
  const { binary, folder, port, uiPort, namespace = 'default' } = settings;
  const version = await versionOf(binary);
  mkdirSync(folder, { recursive: true });
  const stamp = join(folder, 'server.json');
  await refuseDatabase(stamp, version);
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
  const ended = new Promise<ServerEnd>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const release = endWithThisProcess(child);
  void ended.then(release);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), stopLimit);
    await ended;
    clearTimeout(late);
  };

  const address = `${loopback}:${port}`;
  const uiAddress = `http://${loopback}:${uiPort}`;
  const up = await Promise.race([ready(address, namespace), ended.then(() => 'ended' as const)]);
  if (up !== 'ready') {
    await end('SIGKILL');
    const what = up === 'ended' ? 'ended while it started' : `did not answer within ${startLimit / 1000} s`;
    throw new UserError(`the Temporal server ${what}; its last log lines:\n${lastLines(log)}`, {
      where: log,
      fix: `if its database is damaged or of another version of Temporal, move ${folder} away: it holds runs' histories only, no results`,
    });
  }
  writeFileSync(stamp, `${JSON.stringify({ address, server: version }, null, 2)}\n`);
  const database = join(folder, 'temporal.db');
  return {
    ...{ address, uiAddress, database, log, pid: child.pid!, ended },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** Version of the Temporal server that answers at an address; undefined when none does within a second. */
export async function serverAt(address: string): Promise<string | undefined> {
  const connection = await Connection.connect({ address, connectTimeout: 1000 }).catch(() => undefined);
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

/** Waits until every part of a server answers, and gives its namespace what runs need. */
async function ready(address: string, namespace: string): Promise<'ready' | 'silent'> {
  const limit = Date.now() + startLimit;
  while (Date.now() < limit) {
    if (await serverAt(address)) {
      const connection = await Connection.connect({ address });
      try {
        await prepare(connection, namespace);
        return 'ready';
      } catch (error) {
        if (error instanceof UserError) throw error;
      } finally {
        await connection.close();
      }
    }
    await pause(50);
  }
  return 'silent';
}

async function prepare(connection: Connection, namespace: string): Promise<void> {
  await registerSearchAttributes(connection, namespace);
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: retentionSeconds as never } },
  });
}

function versionOf(binary: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(binary, ['--version'], { timeout: 30_000 }, (error, stdout) => {
      const version = /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      if (version) return resolve(version);
      const what = error ? `cannot be run (${error.code ?? error.message})` : 'is no Temporal server';
      reject(
        new UserError(`the program ${what}`, {
          where: binary,
          fix: 'set MINQING_TEMPORAL_BIN to the `temporal` command-line program, version 1.5 or newer',
        }),
      );
    });
  });
}

/** Two servers on one database destroy it, and an older server loses what a newer one wrote. */
async function refuseDatabase(stamp: string, version: string): Promise<void> {
  if (!existsSync(stamp)) return;
  const last = JSON.parse(readFileSync(stamp, 'utf8')) as { address: string; server: string };
  if (await serverAt(last.address))
    throw new UserError(`its database is in use by the Temporal server at ${last.address}`, {
      where: stamp,
      fix: 'use that server, or stop it first',
    });
  const [major, minor] = version.split('.').map(Number);
  const [lastMajor, lastMinor] = last.server.split('.').map(Number);
  if (lastMajor! > major! || (lastMajor === major && lastMinor! > minor!))
    throw new UserError(
      `the database was last used by Temporal server ${last.server}, newer than this one, ${version}`,
      {
        where: stamp,
        fix: `set MINQING_TEMPORAL_BIN to a program with that server, or move the database's folder away (it holds runs' histories only, no results)`,
      },
    );
}

async function refuseTaken(port: number, what: string): Promise<void> {
  const refused = await refusal(loopback, port);
  if (refused === undefined) return;
  if (refused !== 'EADDRINUSE')
    throw new UserError(`the ${what} ${port} cannot be listened on (${refused})`, {
      where: `${loopback}:${port}`,
      fix: 'choose one above 1023',
    });
  const holder = holderOf(port);
  throw new UserError(`the ${what} ${port} is taken${holder ? ` by ${holder}` : ''}`, {
    where: `${loopback}:${port}`,
    fix: 'end that process, or choose another port: `minqing temporal up --port 7333 --ui-port 8333`',
  });
}
