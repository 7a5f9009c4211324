import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, holderOf } from '../pipelines/temporal/port-holder.ts';
import { temporalProgram } from '../pipelines/temporal/program.ts';
import { loopback } from '../pipelines/temporal/server.ts';

const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
let dir: string;
let port: number;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-up-'));
  port = await freePort(loopback);
  const file = join(dir, 'temporal.yaml');
  writeFileSync(file, `address: ${loopback}:${port}\n`);
  const { path } = await temporalProgram();
  env = { ...process.env, MINQING_CACHE: join(dir, 'cache'), MINQING_TEMPORAL: file, MINQING_TEMPORAL_BIN: path };
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Up {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

/** Starts `minqing temporal up`. */
function up(...args: string[]): Up {
  const child = spawn(process.execPath, [minqing, 'temporal', 'up', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return { child, output: () => output, ended: new Promise((settle) => child.once('close', settle)) };
}

/** Waits until a command has said something; fails when it ends without. */
const said = ({ child, output, ended }: Up, words: string): Promise<void> =>
  new Promise((settle, fail) => {
    const look = () => output().includes(words) && settle();
    child.stdout!.on('data', look);
    look();
    void ended.then(() => fail(new Error(`ended without “${words}”:\n${output()}`)));
  });

test('says where everything is, that one is there already, and ends in order', async () => {
  const uiPort = await freePort(loopback);
  const first = up('--ui-port', String(uiPort));
  await said(first, 'Ctrl-C ends it');
  expect(first.output()).toContain('from MINQING_TEMPORAL_BIN');
  expect(first.output()).toContain(`${loopback}:${port}, namespace default`);
  expect(first.output()).toContain(`http://${loopback}:${uiPort}`);
  expect(first.output()).toContain(join(dir, 'cache', 'temporal', 'database', 'temporal.db'));
  expect(first.output()).toContain('npx minqing worker');
  expect(first.output()).not.toContain('TEMPORAL_ADDRESS');

  const second = up();
  expect(await second.ended).toBe(0);
  expect(second.output()).toMatch(new RegExp(`already answers at ${loopback}:${port}`));

  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(holderOf(port)).toBeUndefined();
});

test('a server that dies is told with its last log lines, code 1; other ports say what to set', async () => {
  const [other, uiPort] = [await freePort(loopback), await freePort(loopback)];
  const running = up('--port', String(other), '--ui-port', String(uiPort));
  await said(running, 'Ctrl-C ends it');
  expect(running.output()).toContain(`export TEMPORAL_ADDRESS=${loopback}:${other}`);
  const log = join(dir, 'cache', 'temporal', 'database', 'server.log');
  while (!readFileSync(log, 'utf8').includes('Server:')) await pause(20);
  process.kill(Number(/process (\d+)/.exec(holderOf(other) ?? '')![1]), 'SIGKILL');
  expect(await running.ended).toBe(1);
  expect(running.output()).toContain('was ended by SIGKILL; its last log lines');
  expect(running.output()).toContain(`Server:  localhost:${other}`);
});

test('an address elsewhere is refused: nothing is started for another machine', async () => {
  writeFileSync(join(dir, 'temporal.yaml'), 'address: temporal.example:7233\n');
  const refused = up();
  expect(await refused.ended).toBe(2);
  expect(refused.output()).toContain('temporal.example:7233 is not on this machine');
  expect(refused.output()).toContain(join(dir, 'temporal.yaml'));
});
