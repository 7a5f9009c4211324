import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/**
 * Which process listens on a TCP port of this machine, as `node, process 4711`; undefined when that cannot be seen
 * (another user's process, or a system without /proc).
 */
export function holderOf(port: number): string | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listening(table, port)));
  if (sockets.size === 0) return undefined;
  for (const pid of listed('/proc').filter((name) => /^\d+$/.test(name)))
    for (const file of listed(`/proc/${pid}/fd`))
      if (sockets.has(linkOf(`/proc/${pid}/fd/${file}`))) return `${textOf(`/proc/${pid}/comm`)}, process ${pid}`;
  return undefined;
}

/** Why a port of an address cannot be listened on: an error code such as EADDRINUSE; undefined when it can. */
export const refusal = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });

/** Whether something listens on a port of an address. */
export const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    const socket = connect({ host, port, timeout: 1000 });
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });

/** A port of an address on which nothing listens. */
export const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** Sockets of the kernel's table that listen on a port (state 0A), as they are called in /proc/PID/fd. */
const listening = (table: string, port: number): string[] =>
  textOf(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === '0A' && Number.parseInt(local!.split(':')[1]!, 16) === port)
    .map((fields) => `socket:[${fields[9]}]`);

const quietly = <Value>(read: () => Value, otherwise: Value): Value => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};
const textOf = (file: string) => quietly(() => readFileSync(file, 'utf8').trim(), '');
const listed = (folder: string) => quietly(() => readdirSync(folder), [] as string[]);
const linkOf = (file: string) => quietly(() => readlinkSync(file), '');
