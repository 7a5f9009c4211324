import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPassword } from './password-file.ts';
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
function get(path: string, headers: Record<string, string> = {}, method = 'GET', from = site) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const sent = request(from.url, { path, method, headers }, (response) => {
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
    expect(first.headers['cache-control']).toBe('no-cache, public');
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
    // Two slashes at the beginning would be another host.
    expect((await get('//units/U%201')).headers.location).toBe('/units/U%201/');
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

  test('has a tag of its own for every encoding, and knows it in a list', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (encoding) =>
        String((await get('/', { 'accept-encoding': encoding })).headers.etag),
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const again = await get('/', { 'accept-encoding': 'br', 'if-none-match': `"other", W/${tags[0]}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test('lies under a base path: its pages as they are, and nothing is found beside it', async () => {
    const based = await serveSite(root, { basePath: '/city/minqing/' });
    try {
      expect(based.url.endsWith('/city/minqing/')).toBe(true);
      const at = (path: string) => get(path, {}, 'GET', based);
      expect((await at('/city/minqing/')).body.toString()).toBe(page);
      for (const path of ['/', '/city/minqing']) expect((await at(path)).headers.location).toBe('/city/minqing/');
      for (const path of ['/units/U%201/', '/city/minqingx/', '/city/', '/city/minqing/../../secret.txt'])
        expect((await at(path)).status, path).toBe(404);
    } finally {
      await based.close();
    }
    await expect(serveSite(root, { basePath: '/a/../b' })).rejects.toMatchObject({ name: 'UserError' });
  });

  test('with a password file, shows nothing to anybody else, and lets no shared cache keep it', async () => {
    const passwordFile = join(scratch, 'readers');
    await addPassword(passwordFile, '王', 'a long password');
    const guarded = await serveSite(root, { passwordFile });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    try {
      for (const headers of [
        {},
        basic('王:wrong password'),
        basic('nobody'),
        { authorization: 'Basic %%%' },
        { authorization: 'Bearer x' },
      ]) {
        const refused = await get('/', headers, 'GET', guarded);
        expect([refused.status, refused.body.includes('民情')]).toEqual([401, false]);
        expect(String(refused.headers['www-authenticate'])).toContain('Basic');
        expect(refused.headers['x-content-type-options']).toBe('nosniff');
      }
      const seen = await get('/_app/immutable/a.js', basic('王:a long password'), 'GET', guarded);
      expect([seen.status, seen.headers['cache-control']]).toEqual([200, 'max-age=31536000, immutable, private']);
    } finally {
      await guarded.close();
    }
    await expect(serveSite(root, { passwordFile: join(scratch, 'none') })).rejects.toMatchObject({ name: 'UserError' });
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
