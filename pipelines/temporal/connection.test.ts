import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { type TemporalConfig, temporalConfig } from './config.ts';
import { withClient } from './connection.ts';

/** Speaks enough gRPC to refuse everything, as a server does to whom this client may not speak, or to agree to it. */
let server: Http2Server;
let refuses = true;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-connection-'));
  server = createServer();
  server.on('stream', (stream) => {
    const head = { ':status': 200, 'content-type': 'application/grpc' };
    if (refuses) return stream.respond({ ...head, 'grpc-status': '7', 'grpc-message': 'no' }, { endStream: true });
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(emptyMessage);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
const emptyMessage = Buffer.alloc(5);

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = (given: Partial<TemporalConfig>): TemporalConfig => ({
  ...temporalConfig.parse({}),
  file: join(folder, 'temporal.yaml'),
  ...given,
});
const port = () => (server.address() as AddressInfo).port;

async function refusal(given: Partial<TemporalConfig>): Promise<string> {
  const error = await withClient(config(given), async () => 'done').catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(2);
  return (error as UserError).text;
}

test('a server that is not there is named, with what the network says, within seconds', async () => {
  const began = performance.now();
  const text = await refusal({ address: '127.0.0.1:1' });
  expect(text).toMatch(/temporal\.yaml: .*127\.0\.0\.1:1 does not answer: connect ECONNREFUSED/);
  expect(text).toContain('minqing temporal up');
  expect(performance.now() - began).toBeLessThan(6000);
});

test('a name that nobody knows', async () => {
  expect(await refusal({ address: 'temporal.invalid:7233' })).toMatch(/temporal\.invalid:7233 does not answer/);
});

test('TLS spoken to a server that has none', async () => {
  expect(await refusal({ address: `127.0.0.1:${port()}`, tls: { server_name: 'temporal.example' } })).toMatch(
    /does not answer over TLS.*\n.*`tls`/,
  );
});

test('a server that refuses this client', async () => {
  const text = await refusal({ address: `127.0.0.1:${port()}` });
  expect(text).toMatch(/refuses this in the namespace “default”: permission denied\n {2}fix: check `api_key`/);
});

test('TLS files that are not there, are none, or stand alone', async () => {
  const other = join(folder, 'other.txt');
  writeFileSync(other, 'not a certificate');
  expect(await refusal({ tls: { ca: join(folder, 'ca.pem') } })).toMatch(/tls\.ca: the file .*ca\.pem cannot be read/);
  expect(await refusal({ tls: { certificate: other, key: other } })).toMatch(/tls\.certificate: .*not in PEM format/);
  expect(await refusal({ tls: { certificate: other } })).toMatch(/belong together/);
  const broken = join(folder, 'broken.pem');
  writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  expect(await refusal({ tls: { certificate: broken, key: broken } })).toMatch(/not a certificate and its key/);
});

test('an error of the work itself passes as it is', async () => {
  refuses = false;
  const own = new RangeError('mine');
  const work = withClient(config({ address: `127.0.0.1:${port()}` }), () => Promise.reject(own));
  await expect(work).rejects.toBe(own);
});
