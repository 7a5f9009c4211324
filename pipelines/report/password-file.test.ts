import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addPassword, readPasswordFile, TooManyTries } from './password-file.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-passwords-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const file = join(scratch, 'readers');

test('admits a reader by the newest password alone, and keeps no password', async () => {
  await addPassword(file, '王科长', 'old password 1');
  await addPassword(file, 'li', 'another: one 密码');
  await addPassword(file, '王科长', 'new password 2');
  const readers = readPasswordFile(file);
  const tries = [
    ['王科长', 'new password 2'],
    ['王科长', 'new password 2'],
    ['王科长', 'old password 1'],
    ['li', 'another: one 密码'],
    ['li', ''],
    ['nobody', 'new password 2'],
    ['__proto__', 'x'],
  ] as const;
  const admitted = [];
  for (const [name, password] of tries) admitted.push(await readers.admits(name, password));
  expect(admitted).toEqual([true, true, false, true, false, false, false]);
  expect(readFileSync(file, 'utf8')).not.toMatch(/password|密码/);
  expect(readFileSync(file, 'utf8').trim().split('\n').length).toBe(2);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('a flood of wrong passwords is turned away instead of being worked off', async () => {
  const readers = readPasswordFile(file);
  const flood = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => readers.admits('li', `guess ${i}`)));
  const refused = flood.filter((one) => one.status === 'rejected' && one.reason instanceof TooManyTries);
  expect(refused.length).toBe(4);
  expect(await readers.admits('li', 'another: one 密码')).toBe(true);
}, 30_000);

test.each([
  ['a password as it is', 'li:secret12345'],
  ['another hash', 'li:$apr1$xyz$abc'],
  ['a cost that would take the machine', `li:scrypt$30$8$5$${'a'.repeat(22)}$${'b'.repeat(43)}`],
  ['nobody', '# readers\n'],
])('a file with %s is refused with the way to make one, without repeating it', (_, text) => {
  const bad = join(scratch, 'bad');
  writeFileSync(bad, text);
  const refusal = (() => {
    try {
      readPasswordFile(bad);
    } catch (error) {
      return error as { name: string; message: string; fix: string };
    }
    return undefined;
  })();
  expect(refusal).toMatchObject({ name: 'UserError', fix: expect.stringContaining('minqing password') });
  expect(JSON.stringify(refusal)).not.toContain('secret');
});

test('a missing file, a name with a colon and a short password are refused', async () => {
  expect(() => readPasswordFile(join(scratch, 'none'))).toThrow(expect.objectContaining({ name: 'UserError' }));
  await expect(addPassword(file, 'a:b', 'long enough 1')).rejects.toMatchObject({ name: 'UserError' });
  await expect(addPassword(file, 'ab', 'short')).rejects.toMatchObject({ name: 'UserError' });
});
