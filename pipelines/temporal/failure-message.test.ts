import { expect, test } from 'vitest';
import { judgeFreshness } from '../engine/freshness.ts';
import { siteConfig } from '../site/config.ts';
import { failureMessage, lateMessage, stuckMessage } from './failure-message.ts';
import type { Progress } from './names.ts';

const site = {
  dir: '/srv/临江 市',
  exportsDir: '/srv/临江 市/exports',
  config: siteConfig.parse({ id: 'linjiang', name: '临江市', freshness: { within: 48 } }),
};
const progress: Progress = {
  runId: '20240402-ab12',
  site: 'linjiang',
  state: 'waiting',
  asOf: '2024-04-01 00:00:00',
  period: 'month:2024-03',
  steps: 41,
  done: 30,
  skipped: 4,
  blocked: 4,
  failed: 3,
  current: '',
  failures: [
    { step: 'orders/2024-02', message: 'orders/2024-02: check orders_unique failed\n  fix: mend the contract' },
    { step: 'orders/2024-03', message: 'orders/2024-03: check orders_unique failed\n  fix: mend the contract' },
    {
      step: `landed/${'0123456789abcdef'.repeat(4)}`,
      message: 'orders.yaml:7: no column 受理时间\n  fix: add its alias',
    },
  ],
};

test('a failed run ends in one message that says what failed, why, what stands, what waits and what to do', () => {
  const message = failureMessage({
    site,
    progress,
    workflowId: 'minqing-linjiang',
    blocked: ['values/month:2024-02', 'values/month:2024-03', 'scores/month:2024-03', 'published/all'],
    setAside: [{ name: 'orders/3月.xls', reason: 'an old workbook', fix: 'save it as .xlsx' }],
    page: 'http://127.0.0.1:8233/namespaces/default/workflows/minqing-linjiang',
  });
  expect(message).toMatchObject({
    event: 'failed',
    site: 'linjiang',
    siteName: '临江市',
    runId: '20240402-ab12',
    workflowId: 'minqing-linjiang',
    period: 'month:2024-03',
    subject: '临江市 (linjiang): the run for month:2024-03 failed: 3 steps failed, 4 blocked, 1 export set aside',
  });
  expect(
    message.text,
  ).toBe(`临江市 (linjiang): the run for month:2024-03 failed: 3 steps failed, 4 blocked, 1 export set aside

What failed
  - orders/2024-02, orders/2024-03
    check orders_unique failed
    fix: mend the contract
  - landed/0123456789ab
    orders.yaml:7: no column 受理时间
    fix: add its alias
  - export orders/3月.xls, set aside: an old workbook
    fix: save it as .xlsx

What was made
  - 30 of 41 steps made, 4 unchanged; they stay, and nothing half-made is left

What waits for it
  - 4 steps: values (2), scores, published
    readers still see what was published before

What to do
  - mend what the fixes above name
  - minqing run '/srv/临江 市' --engine temporal
    makes what failed and what waits for it; nothing is made or landed twice

Where to look
  - minqing status '/srv/临江 市'
  - minqing rejects '/srv/临江 市'
  - http://127.0.0.1:8233/namespaces/default/workflows/minqing-linjiang

run 20240402-ab12, workflow minqing-linjiang, as of 2024-04-01 00:00:00`);
});

test('many failures: the first few are told, the rest counted; while the run waits, its own command comes first', () => {
  const failures = Array.from({ length: 8 }, (_, i) => ({ step: `orders/2024-0${i + 1}`, message: `cause ${i}` }));
  const { text } = failureMessage({
    site,
    progress: { ...progress, failed: 20, failures },
    workflowId: 'w',
    retry: { command: 'minqing run x --retry', until: '2024-04-02 04:15:00' },
  });
  expect(text).toContain('cause 4');
  expect(text).not.toContain('cause 5');
  expect(text).toContain('and 15 more');
  expect(text.indexOf('--retry')).toBeLessThan(text.indexOf('--engine temporal'));
});

test('a run that failed as a whole says why', () => {
  const none = {
    ...progress,
    runId: '',
    asOf: '',
    period: '',
    steps: 0,
    done: 0,
    skipped: 0,
    blocked: 0,
    failed: 0,
    failures: [],
  };
  const message = failureMessage({
    site,
    progress: none,
    workflowId: 'w',
    cause: 'site.yaml:3: not valid\n  fix: mend it',
  });
  expect(message.subject).toBe('临江市 (linjiang): the run failed');
  expect(message.text).toContain('  - site.yaml:3: not valid\n    fix: mend it');
  expect(message.text).toContain('nothing new; what earlier runs made stands as it was');
});

test('a run in which only an export was set aside did not fail, but is not complete', () => {
  const all = { ...progress, blocked: 0, failed: 0, failures: [] };
  const setAside = [{ name: '3月.xls', reason: 'an old workbook', fix: 'save it as .xlsx' }];
  const { subject, text } = failureMessage({ site, progress: all, workflowId: 'w', setAside });
  expect(subject).toBe('临江市 (linjiang): the run for month:2024-03 is not complete: 1 export set aside');
  expect(text).toContain('What is missing\n  - export 3月.xls, set aside: an old workbook\n    fix: save it as .xlsx');
  expect(text).not.toContain('failed:');
});

test('an export that did not come is told as what it is: nothing broke, something is missing', () => {
  const freshness = judgeFreshness({
    config: site.config,
    now: '2024-04-05 06:00:00',
    assets: [],
    made: [],
    newestExport: '2024-03-01 00:30:00',
    firstMonth: '2023-01',
  });
  const message = lateMessage(site, freshness);
  expect(message).toMatchObject({ event: 'late', period: 'month:2024-03', runId: '' });
  expect(message.text).toContain(
    'month:2024-03 ended 2024-04-01 00:00:00; its figures were due 2024-04-03 00:00:00; it is now 2024-04-05 06:00:00',
  );
  expect(message.text).toContain('the newest export landed was taken 2024-03-01 00:30:00: 1 period, 744 h behind');
  expect(message.text).toContain("'/srv/临江 市/exports'");
});

test('a step that the machine fails again and again is told before the run gives up', () => {
  const message = stuckMessage(site, {
    runId: '20240402-ab12',
    workflowId: 'minqing-linjiang',
    step: `landed/${'0123456789abcdef'.repeat(4)}`,
    reason: 'warehouse.duckdb: the disk is full or cannot be written\n  fix: free space on its disk, and run again',
    attempt: 5,
  });
  expect(message).toMatchObject({ event: 'stuck', runId: '20240402-ab12' });
  expect(message.subject).toBe('临江市 (linjiang): the run cannot go on: 5 attempts at one step failed');
  expect(message.text).toContain('  - landed/0123456789ab\n    warehouse.duckdb: the disk is full');
  expect(message.text).toContain("minqing temporal stop '/srv/临江 市'");
});
