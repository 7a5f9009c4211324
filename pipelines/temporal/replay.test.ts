import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from './logs.ts';
import { installRuntime } from './metrics.ts';
import { workflows } from './worker.ts';

/*
 * Runs that older versions have begun go on under this one: their histories, recorded by `npm run record-histories`, must
 * replay. A change that they do not stand belongs behind `patched('…')`; see docs/runbook.md.
 */
const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const recorded = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.jsonl'))
  .sort();
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Recorded {
  events: { eventType: string; workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[];
}
const historyOf = (name: string): Recorded => ({
  events: textOf(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)),
});

const log = openLog({ level: 'silent' });
let today: WorkflowBundle;
beforeAll(async () => {
  installRuntime({ log });
  today = await workflows(log);
});

const replay = (workflowBundle: WorkflowBundle, name: string): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle }, historyOf(name), name);

test.each(recorded)('%s replays in today’s workflows', async (name) => {
  await expect(replay(today, name)).resolves.toBeUndefined();
});

test('they hold what happens to runs: a fresh start, a failure and its retry, a stop, a cancellation, a backfill, a schedule', () => {
  const ends = recorded.map((name) => historyOf(name).events.at(-1)!.eventType.replace('EVENT_TYPE_', ''));
  for (const end of ['COMPLETED', 'CONTINUED_AS_NEW', 'CANCELED']) expect(ends).toContain(`WORKFLOW_EXECUTION_${end}`);
  const texts = recorded.map(textOf);
  for (const update of ['"retry"', '"stop"'])
    expect(texts.some((text) => text.includes('WORKFLOW_EXECUTION_UPDATE_ACCEPTED') && text.includes(update))).toBe(
      true,
    );
  expect(texts.some((text) => text.includes('EVENT_TYPE_ACTIVITY_TASK_FAILED'))).toBe(true);
  expect(texts.some((text) => text.includes('TemporalScheduledStartTime'))).toBe(true);
  const types = recorded.map(
    (name) => historyOf(name).events[0]!.workflowExecutionStartedEventAttributes!.workflowType,
  );
  expect(new Set(types.map(({ name }) => name))).toEqual(new Set(['run', 'backfill']));
});

test('they are small, and tell nothing of the machine they were recorded on', () => {
  for (const name of recorded) {
    const text = textOf(name);
    expect(text.length).toBeLessThan(300_000);
    const payloads = [...text.matchAll(/"data":"([A-Za-z0-9+/=]*)"/g)].map(([, data]) => Buffer.from(data!, 'base64'));
    const all = [text, ...payloads.map(String)].join('\n');
    expect(all).not.toMatch(/\/(tmp|home|root|work|Users|var)\/|node_modules|\d+@\w/);
    if (hostname().length > 3) expect(all).not.toContain(hostname());
  }
});

describe('a workflow that has changed is found out', () => {
  const copy = mkdtempSync(join(tmpdir(), 'minqing-changed-'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test.each([
    [
      'an activity more',
      'await this.#conclude()',
      '(await this.#activities().page(this.#run, 0, 1), await this.#conclude())',
    ],
    ['an activity less', 'await this.#conclude()', "''"],
  ])('%s', async (what, before, after) => {
    const bundle = await changed(join(copy, what.replaceAll(' ', '-')), before, after);
    for (const name of recorded.filter((each) => !/continued-1/.test(each)))
      await expect(replay(bundle, name)).rejects.toThrow(/nondeterminism|determinism/i);
  });
});

/** The bundle of a copy of the workflows in which one expression is another. */
async function changed(folder: string, before: string, after: string): Promise<WorkflowBundle> {
  const pipelines = fileURLToPath(new URL('..', import.meta.url));
  for (const file of ['temporal/workflows.ts', 'temporal/names.ts', 'engine/orchestrate.ts']) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    cpSync(join(pipelines, file), join(folder, file));
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(pipelines, '..', 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'temporal', 'workflows.ts');
  const source = readFileSync(file, 'utf8');
  expect(source).toContain(before);
  writeFileSync(file, source.replace(before, after));
  return bundleWorkflowCode({ workflowsPath: file, logger: log });
}
