import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Message } from './failure-message.ts';
import { openLog } from './logs.ts';
import { notify } from './notify.ts';

const message: Message = {
  event: 'failed',
  site: 'demo',
  siteName: '云州市',
  siteDir: '/srv/demo',
  runId: 'r1',
  workflowId: 'minqing-demo',
  period: 'month:2024-03',
  subject: '云州市 (demo): the run failed',
  text: '云州市 (demo): the run failed\n\nWhat failed\n  - orders/2024-03',
};

let dir: string;
let server: Server | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'notify-'));
});
afterEach(async () => {
  rmSync(dir, { recursive: true, force: true });
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

/** A server that answers with `status`, or not at all, and keeps what it was sent. */
async function listening(
  status: number | undefined,
): Promise<{ address: string; received: { request: IncomingMessage; body: string }[] }> {
  const received: { request: IncomingMessage; body: string }[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ request, body });
    if (status) response.writeHead(status, { location: '/elsewhere' }).end('secret answer');
  });
  server.keepAliveTimeout = 1;
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret`, received };
}

test('the command gets the message on standard input and the facts in its environment, and no key', async () => {
  process.env.MINQING_RESIDENT_KEY = 'ab'.repeat(32);
  const out = join(dir, 'out');
  const script = 'cat > "$1"; env | grep -E "^(MINQING|PATH)" | sort >> "$1"';
  const deliveries = await notify({ command: ['sh', '-c', script, 'sh', out] }, message).finally(() => {
    delete process.env.MINQING_RESIDENT_KEY;
  });
  expect(deliveries).toEqual([{ by: 'command', problem: undefined }]);
  const written = readFileSync(out, 'utf8');
  expect(written.startsWith(`${message.text}\n`)).toBe(true);
  for (const fact of ['EVENT=failed', 'SITE=demo', 'SITE_NAME=云州市', 'RUN_ID=r1', 'PERIOD=month:2024-03'])
    expect(written).toContain(`MINQING_${fact}\n`);
  expect(written).toContain('PATH=');
  expect(written).not.toContain('RESIDENT_KEY');
});

test('the webhook gets the message as JSON', async () => {
  const { address, received } = await listening(204);
  expect(await notify({ webhook: address }, message)).toEqual([{ by: 'webhook', problem: undefined }]);
  expect(received[0]!.request.method).toBe('POST');
  expect(received[0]!.request.headers['content-type']).toContain('application/json');
  expect(JSON.parse(received[0]!.body)).toEqual(message);
});

test('what fails is logged, names neither the secret address nor the answer, and does not keep the other from going', async () => {
  const { address } = await listening(302);
  const lines: string[] = [];
  const log = openLog({ level: 'info', write: (line) => void lines.push(line) });
  const out = join(dir, 'out');
  const deliveries = await notify({ command: ['sh', '-c', 'cat > "$0"', out], webhook: address }, message, { log });
  expect(deliveries.map(({ problem }) => problem)).toEqual([
    undefined,
    expect.stringMatching(/^127\.0\.0\.1:\d+: answered 302$/),
  ]);
  expect(readFileSync(out, 'utf8')).toContain('What failed');
  expect(lines.join('')).not.toContain('secret');
  expect(lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'error')).toMatchObject({
    by: 'webhook',
    site: 'demo',
    run: 'r1',
  });
});

test('a command that fails, is not there, reads nothing or hangs: told within the limit, never thrown', async () => {
  const long = { ...message, text: '民'.repeat(200_000) };
  const problems = await Promise.all(
    [
      notify({ command: ['sh', '-c', 'echo no route to mail host >&2; exit 3'] }, message),
      notify({ command: [join(dir, 'nothing')] }, message),
      notify({ command: ['true'] }, long),
      notify({ command: ['sh', '-c', 'sleep 60 & sleep 60'] }, message, { limit: 300 }),
    ].map(async (sent) => (await sent)[0]!.problem),
  );
  expect(problems).toEqual([
    'sh: exit code 3: no route to mail host',
    expect.stringContaining('there is no such program; correct on_failure.command in temporal.yaml'),
    undefined,
    'sh: not done after 0.3 s',
  ]);
});

test('a webhook that nobody serves or that never answers: told within the limit, never thrown', async () => {
  const { address } = await listening(undefined);
  const began = performance.now();
  const [silent, absent] = await Promise.all([
    notify({ webhook: address }, message, { limit: 300 }),
    notify({ webhook: 'http://127.0.0.1:9/hook' }, message),
  ]);
  expect(silent[0]!.problem).toMatch(/no answer after 0.3 s$/);
  expect(absent[0]!.problem).toMatch(/^127\.0\.0\.1:9: cannot be reached/);
  expect(performance.now() - began).toBeLessThan(3000);
  server!.closeAllConnections();
});
