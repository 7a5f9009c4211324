import { loadTemporal } from '../temporal/config.ts';
import { databaseFolder, temporalProgram } from '../temporal/program.ts';
import { lastLines, localServer, loopback, serverOn } from '../temporal/server.ts';
import { UserError } from '../user-error.ts';
import { print, warn } from './terminal.ts';

/**
 * `minqing temporal up`: a Temporal server for this machine, in the foreground until it is stopped; its database is
 * kept in the cache folder. Ports: as given, else the address in temporal.yaml, and for the web UI 1000 more.
 * @returns the exit code: 0 when one answers already or it was stopped, 1 when it died.
 * @throws UserError as `localServer`, and when temporal.yaml names a server elsewhere.
 */
export async function temporalUp(options: { port?: number; uiPort?: number }): Promise<number> {
  const config = loadTemporal();
  const port = options.port ?? localPort(config.address, config.file);
  const uiPort = options.uiPort ?? Math.min(port + 1000, 65_535);

  const running = await serverOn(port);
  if (running) {
    print(`a Temporal server (${running}) already answers at ${loopback}:${port}: nothing to do`);
    return 0;
  }
  const program = await temporalProgram();
  const folder = await databaseFolder();
  const server = await localServer({ binary: program.path, folder, port, uiPort, namespace: config.namespace });
  let stopped = false;
  const stop = () => {
    stopped = true;
    void server.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const elsewhere = config.address !== server.address && config.address !== `localhost:${port}`;
  print(`Temporal server ${server.version}   (${program.path}, ${program.how})
  address   ${server.address}, namespace ${config.namespace}
  web UI    ${server.uiAddress}
  database  ${server.database}   (kept: runs and schedules are there again after a restart)
  log       ${server.log}
${elsewhere ? `\n${config.file} names ${config.address}; in every other terminal first:\n  export TEMPORAL_ADDRESS=${server.address}\n` : ''}
Next, in another terminal:
  npx minqing worker
A development server for one machine, without access control; for a cluster see docs/runbook.md. Ctrl-C ends it.`);

  const end = await server.ended;
  if (stopped) return 0;
  const how = end.signal ? `was ended by ${end.signal}` : `ended with code ${end.code}`;
  warn(`the Temporal server ${how}; its last log lines (${server.log}):\n${lastLines(server.log) || '(nothing)'}`);
  return 1;
}

/** The port of an address that means this machine. */
function localPort(address: string, file: string): number {
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (host === loopback || host === 'localhost') return Number(port);
  throw new UserError(`the address ${address} is not on this machine, and a development server serves no other`, {
    where: process.env.TEMPORAL_ADDRESS ? 'TEMPORAL_ADDRESS' : file,
    fix: 'nothing has to be started here to use that server; for one on this machine use --port 7233, or the address 127.0.0.1:7233',
  });
}
