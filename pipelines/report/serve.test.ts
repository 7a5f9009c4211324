import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedSite, serveSite } from './serve.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-serve-'));
const root = join(scratch, 'site');
const page = `<!doctype html><title>首页</title>${'民情'.repeat(2000)}`;
let site: ServedSite;

beforeAll(async () => {
  mkdirSync(join(root, 'units', 'U 1'), { recursive: true });
  mkdirSync(join(root, '_app', 'immutable'), { recursive: true });
  writeFileSync(join(root, 'index.html'), page);
  writeFileSync(join(root, 'units', 'U 1', 'index.html'), '<title>单位</title>');
  writeFileSync(join(root, '_app', 'immutable', 'a.js'), 'export {}');
  writeFileSync(join(scratch, 'secret.txt'), 'secret');
  symlinkSync(join(scratch, 'secret.txt'), join(root, 'link.txt'));
  site = await serveSite(root);
});
afterAll(async () => {
  await site.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Sends the path as it is: `fetch` would tidy `..` away. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const sent = request(site.url, { path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response
        .on('data', (part) => parts.push(part))
        .on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
        );
    });
    sent.on('error', reject).end();
  });
}

describe('serving a site', () => {
  test('compresses as the reader accepts', async () => {
    const plain = await get('/');
    expect(plain.body.toString()).toBe(page);
    const br = await get('/', { 'accept-encoding': 'gzip, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).toString()).toBe(page);
    const gz = await get('/', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(gz.body).toString()).toBe(page);
    expect(gz.body.length).toBeLessThan(page.length / 10);
  });

  test('lets what is named by its content be cached for ever, and checks the rest', async () => {
    expect((await get('/_app/immutable/a.js')).headers['cache-control']).toContain('immutable');
    const first = await get('/');
    expect(first.headers['cache-control']).toBe('no-cache');
    expect((await get('/', { 'if-none-match': String(first.headers.etag) })).status).toBe(304);
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/units/../../secret.txt',
    '/link.txt',
    '/..\\secret.txt',
    '/%00',
    '/%zz',
    '//etc/passwd',
  ])('gives nothing outside the folder: %s', async (path) => {
    const answer = await get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body.toString()).not.toContain('secret');
  });

  test('finds folders, adds the missing slash, and says so when there is no page', async () => {
    expect((await get('/units/U%201/')).body.toString()).toContain('单位');
    const moved = await get('/units/U%201');
    expect([moved.status, moved.headers.location]).toEqual([308, '/units/U%201/']);
    expect((await get('/units/')).status).toBe(404);
    expect((await get('/', {}, 'POST')).status).toBe(405);
    expect((await get('/', {}, 'HEAD')).body.length).toBe(0);
  });

  test('sends security headers with every answer, errors too', async () => {
    for (const path of ['/', '/nothing']) {
      const { headers } = await get(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(String(headers['content-security-policy'])).toContain("frame-ancestors 'none'");
    }
  });

  test('says what to do when there is no site or the port is taken', async () => {
    await expect(serveSite(join(scratch, 'none'))).rejects.toMatchObject({
      name: 'UserError',
      fix: expect.stringContaining('minqing report'),
    });
    await expect(serveSite(root, { port: Number(new URL(site.url).port) })).rejects.toMatchObject({
      name: 'UserError',
      fix: expect.stringContaining('--port'),
    });
  });

  test('listens on loopback unless asked otherwise', () => {
    expect(new URL(site.url).hostname).toBe('127.0.0.1');
  });
});
