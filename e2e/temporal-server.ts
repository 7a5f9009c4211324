import { refusal } from '../pipelines/temporal/port-holder.ts';
import { temporalProgram } from '../pipelines/temporal/program.ts';
import { localServer, loopback } from '../pipelines/temporal/server.ts';

/** A real Temporal server for a test, on free ports, whose database outlives it. */
export interface TestServer {
  /** `host:port`, the same after a restart. */
  readonly address: string;
  readonly uiAddress: string;
  readonly pid: number;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Starts it again on the same database and the same ports, after `stop` or `kill`. */
  restart(): Promise<void>;
}

/**
 * Starts a server whose database lies in a folder. It is gone when the test's process is, in whatever way that ends.
 */
export async function startServer(folder: string): Promise<TestServer> {
  const { path } = await temporalProgram();
  const port = await nextPort();
  const uiPort = await nextPort();
  const start = () => localServer({ binary: path, folder, port, uiPort });
  let server = await start();
  return {
    address: server.address,
    uiAddress: server.uiAddress,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      server = await start();
    },
  };
}

/**
 * Below the ports from which the system takes one for every outgoing connection: while a server is down, a worker that
 * tries to reach it again could be given its port, or even meet itself on it. Each test process has a range of its own.
 */
let last = 20_000 + (process.pid % 1000) * 10;
async function nextPort(): Promise<number> {
  do last += 1;
  while ((await refusal(loopback, last)) !== undefined);
  return last;
}
