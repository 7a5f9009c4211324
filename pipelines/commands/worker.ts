import { loadTemporal } from '../temporal/config.ts';
import { openLog } from '../temporal/logs.ts';
import { work } from '../temporal/worker.ts';
import { UserError } from '../user-error.ts';
import { warn } from './terminal.ts';

/**
 * `minqing worker`: works for the sites of temporal.yaml until it is told to end.
 * @throws UserError when temporal.yaml has no site, or the server cannot be reached
 */
export async function worker(queues: string[]): Promise<void> {
  const config = loadTemporal();
  if (Object.keys(config.sites).length === 0)
    throw new UserError('no site is configured', { where: config.file, fix: 'add one under `sites`, with its folder' });
  await work(config, {
    ...(queues.length > 0 && { queues }),
    log: openLog(),
    onReady: (served) => {
      const metrics = config.worker.metrics ? `; metrics at http://${config.worker.metrics}/metrics` : '';
      warn(
        `worker ready at ${config.address}, namespace ${config.namespace}, task queue ${served.join(', ')}, sites ${Object.keys(config.sites).join(', ')}${metrics}\nCtrl-C ends it after the step under way`,
      );
    },
  });
}
