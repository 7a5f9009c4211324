import type { MetricMeter } from '@temporalio/common';
import { Runtime } from '@temporalio/worker';
import type { Freshness } from '../engine/freshness.ts';
import { momentOf } from '../site/wall-time.ts';
import { UserError } from '../user-error.ts';
import { coreLogs, type Log } from './logs.ts';

/**
 * Installs the SDK's runtime of this process: its logs through ours, and, when an address is given, one Prometheus page
 * (`http://ADDRESS/metrics`) with the SDK's figures (`temporal_…`) and ours (`minqing_…`). Once a process, before any
 * connection or worker is made.
 * @throws UserError when the address cannot be listened on.
 */
export function installRuntime({ log, metrics }: { log: Log; metrics?: string | undefined }): Runtime {
  try {
    return Runtime.install({
      logger: log,
      telemetryOptions: {
        logging: coreLogs,
        ...(metrics && {
          metrics: {
            prometheus: {
              bindAddress: metrics.replace(/^localhost:/, '127.0.0.1:'),
              // As Prometheus wants names: counters end in _total, durations are seconds and say so.
              countersTotalSuffix: true,
              unitSuffix: true,
              useSecondsForDurations: true,
              histogramBucketOverrides: { minqing_step: stepSeconds },
            },
          },
        }),
      },
    });
  } catch (error) {
    const message = (error as Error).message;
    const where = 'temporal.yaml: worker.metrics';
    if (/invalid socket address/i.test(message))
      throw new UserError(`${metrics} is no address to listen on`, {
        where,
        fix: 'write an IP address of this machine and a port, e.g. 127.0.0.1:9464 or 0.0.0.0:9464',
      });
    if (/prometheus/i.test(message))
      throw new UserError(
        `the metrics page cannot be served on ${metrics}: ${/already in use/i.test(message) ? 'another program listens there' : 'not allowed, or not an address of this machine'}`,
        {
          where,
          fix: 'name another port; a second worker on one machine needs one of its own',
        },
      );
    throw error;
  }
}

/** From a tenth of a second to six hours: steps of a demo city and of a large one. */
const stepSeconds = [0.1, 0.3, 1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10800, 21600];

/** Our own figures. Each call is cheap and never throws: watching must not break what is watched. */
export interface Metrics {
  /** An export was landed; `kind` is `orders` or `calls`. */
  landed(site: string, kind: string, rows: { accepted: number; rejected: number }): void;
  /** A step ended; blocked ones took no time. */
  step(site: string, asset: string, status: 'done' | 'skipped' | 'blocked' | 'failed', seconds: number): void;
  /** How far the site is behind; also after a run that found nothing new. */
  freshness(site: string, timeZone: string, freshness: Freshness): void;
  /** A run ended with nothing failed or blocked. */
  succeeded(site: string, ended: Date): void;
}

/**
 * Over the meter of the SDK's runtime, so that one page has all. It is asked for each time: the runtime ends with its
 * last connection, and a worker that connects again gets a new one, with the same options.
 */
export function openMetrics(meterNow: () => MetricMeter = () => Runtime.instance().metricMeter): Metrics {
  let current: { meter: MetricMeter; figures: ReturnType<typeof figuresOf> } | undefined;
  const figures = () => {
    const meter = meterNow();
    if (current?.meter !== meter) current = { meter, figures: figuresOf(meter) };
    return current.figures;
  };
  return {
    landed(site, kind, rows) {
      figures().landed.add(amount(rows.accepted), { site, kind });
      figures().rejected.add(amount(rows.rejected), { site, kind });
    },
    step(site, asset, status, seconds) {
      figures().steps.add(1, { site, asset, status });
      if (status === 'done' || status === 'failed') figures().duration.record(amount(seconds), { site, asset });
    },
    freshness(site, timeZone, { lag, newestExport }) {
      figures().lagPeriods.set(amount(lag.periods), { site });
      figures().lagSeconds.set(amount(lag.hours) * 3600, { site });
      if (newestExport) figures().newestExport.set(amount(momentOf(newestExport, timeZone).getTime() / 1000), { site });
    },
    succeeded(site, ended) {
      figures().lastSuccess.set(amount(ended.getTime() / 1000), { site });
    },
  };
}

const figuresOf = (meter: MetricMeter) => ({
  landed: meter.createCounter('minqing_rows_landed', '', 'Rows accepted from exports'),
  rejected: meter.createCounter('minqing_rows_rejected', '', 'Rows of exports that were refused'),
  steps: meter.createCounter('minqing_steps', '', 'Steps ended, by asset and status'),
  duration: meter.createHistogram('minqing_step', 'float', 'seconds', 'Time that a step took'),
  lagPeriods: meter.createGauge('minqing_lag_periods', 'int', '', 'Periods expected for which no export has arrived'),
  lagSeconds: meter.createGauge(
    'minqing_lag_seconds',
    'float',
    '',
    'From the newest export to the end of the newest expected period',
  ),
  newestExport: meter.createGauge(
    'minqing_newest_export_timestamp_seconds',
    'float',
    '',
    'When the newest export landed was taken',
  ),
  lastSuccess: meter.createGauge(
    'minqing_last_success_timestamp_seconds',
    'float',
    '',
    'End of the last run in which nothing failed',
  ),
});

/** The meter throws on what is negative or no number. */
const amount = (value: number): number => (Number.isFinite(value) && value > 0 ? value : 0);
