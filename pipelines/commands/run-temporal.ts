import { loadSite } from '../site/site.ts';
import { loadTemporal, siteIdOf, type TemporalConfig } from '../temporal/config.ts';
import { withClient } from '../temporal/connection.ts';
import { type BackfillInput, type Progress, protocol, type RunInput } from '../temporal/names.ts';
import { openRun, startRun, tell, type WatchEnd, watchRun } from '../temporal/runs.ts';
import { ProgressLine, print, warn } from './terminal.ts';

type Requested<Input> = Omit<Input, 'protocol' | 'site'>;

/** `minqing run --engine temporal`: starts the run and watches it. Returns the exit code. */
export const runOnTemporal = (siteDir: string, request: Requested<RunInput>, json: boolean): Promise<number> =>
  startAndWatch(siteDir, 'run', request, json);

/** `minqing backfill`: a range of periods, on Temporal. Returns the exit code. */
export const backfill = (siteDir: string, request: Requested<BackfillInput>, json: boolean): Promise<number> =>
  startAndWatch(siteDir, 'backfill', request, json);

async function startAndWatch(
  siteDir: string,
  kind: 'run' | 'backfill',
  request: Requested<RunInput> | Requested<BackfillInput>,
  json: boolean,
): Promise<number> {
  const { config, site } = siteOnTemporal(siteDir);
  return withClient(config, async (client) => {
    const input = { protocol, site, ...request } as RunInput | BackfillInput;
    const handle = await startRun(client, config, kind, input);
    return watch(client, config, handle, siteDir, json);
  });
}

/** `minqing temporal watch`: comes back to the open run of a site. Returns the exit code. */
export async function watchOpenRun(siteDir: string, json: boolean): Promise<number> {
  const { config, site } = siteOnTemporal(siteDir);
  return withClient(config, async (client) => watch(client, config, await openRun(client, site), siteDir, json));
}

/** `minqing temporal retry|stop`: tells the open run of a site what to do. */
export async function tellOpenRun(siteDir: string, what: 'retry' | 'stop', json: boolean): Promise<void> {
  const { config, site } = siteOnTemporal(siteDir);
  const said = await withClient(config, (client) => tell(client, site, what));
  print(json ? JSON.stringify({ site, said }, null, 1) : said);
}

function siteOnTemporal(siteDir: string): { config: TemporalConfig; site: string } {
  loadSite(siteDir);
  const config = loadTemporal();
  return { config, site: siteIdOf(config, siteDir) };
}

type Handle = Awaited<ReturnType<typeof startRun>>;

async function watch(
  client: Parameters<typeof watchRun>[0],
  config: TemporalConfig,
  handle: Handle,
  siteDir: string,
  json: boolean,
): Promise<number> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once('SIGINT', leave);
  const line = new ProgressLine();
  const told = new Set<string>();
  const began = performance.now();
  try {
    const end = await watchRun(client, config, handle, {
      signal: leaving.signal,
      onNoWorker: (queue) =>
        warn(`no worker asks for work of the task queue ${queue}: start one with \`minqing worker\``),
      onProgress: (progress) => {
        line.show(`${progress.state}  ${over(progress)}/${progress.steps}  ${progress.current}`);
        for (const { step, message } of progress.failures) {
          if (told.has(step)) continue;
          told.add(step);
          line.clear();
          warn(`failed   ${step}\n  ${message}`);
        }
      },
    });
    line.clear();
    return report(end, { siteDir, json, workflowId: handle.workflowId, seconds: (performance.now() - began) / 1000 });
  } finally {
    line.clear();
    process.off('SIGINT', leave);
  }
}

const over = ({ done, skipped, blocked, failed }: Progress): number => done + skipped + blocked + failed;

interface Told {
  siteDir: string;
  json: boolean;
  workflowId: string;
  seconds: number;
}

function report(end: WatchEnd, { siteDir, json, workflowId, seconds }: Told): number {
  if (end.how === 'left') {
    warn(
      `left: ${workflowId} goes on\n  to come back: minqing temporal watch ${siteDir}\n  to stop it: minqing temporal stop ${siteDir}`,
    );
    return 0;
  }
  const { result } = end;
  const message = end.how === 'failed' ? { message: end.message } : {};
  const setAside = result && 'setAside' in result ? result.setAside : [];
  if (json)
    print(
      JSON.stringify(
        { workflow: workflowId, how: end.how, seconds: Math.round(seconds * 100) / 100, ...message, ...result },
        null,
        1,
      ),
    );
  else {
    for (const { name, reason, fix } of setAside) warn(`set aside ${name}: ${reason}\n  fix: ${fix}`);
    if (result) print(summary(end.how, result, seconds));
    if (end.how === 'waiting')
      warn(
        `it stays open for a while: mend the cause, then minqing temporal retry ${siteDir}\n  later: minqing run ${siteDir} --engine temporal`,
      );
  }
  if (end.how === 'failed' && !result) {
    warn(`${workflowId}: ${end.message}`);
    return ['VersionMismatch', 'WrongRequest', 'ContractBroken'].includes(end.type) ? 2 : 1;
  }
  return end.how === 'done' && setAside.length === 0 ? 0 : 1;
}

function summary(how: WatchEnd['how'], progress: Progress, seconds: number): string {
  const { done, skipped, failed, blocked, asOf, runId } = progress;
  const parts = [`${done} made`, `${skipped} unchanged`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (blocked > 0) parts.push(`${blocked} blocked by them`);
  const what = progress.steps === 0 && failed === 0 ? 'everything is up to date' : parts.join(', ');
  const ended = how === 'stopped' ? ' stopped' : '';
  const at = asOf ? `; as of ${asOf}` : how === 'done' ? '; nothing landed' : '';
  return `run ${runId}${ended}: ${what}${at}; ${seconds.toFixed(1)} s`;
}
