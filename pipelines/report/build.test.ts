import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildSite, firstFailure } from './build.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-build-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('building the site', () => {
  test('asks for a run when nothing has been published, and leaves nothing behind', async () => {
    const dir = join(scratch, 'unpublished');
    await expect(buildSite({ dir })).rejects.toMatchObject({
      name: 'UserError',
      fix: expect.stringContaining('minqing run'),
    });
    expect(existsSync(join(dir, '.build', 'report.lock')) || existsSync(join(dir, '.build', 'evidence'))).toBe(false);
  });

  test('asks for a run when another version published tables, and names those that the pages lack', async () => {
    const dir = join(scratch, 'older');
    mkdirSync(join(dir, '.build', 'data'), { recursive: true });
    writeFileSync(join(dir, '.build', 'data', 'site.arrow'), '');
    await expect(buildSite({ dir })).rejects.toMatchObject({
      message: expect.stringMatching(/tables that are not there: periods, .*editions/),
      fix: expect.stringContaining('minqing run'),
    });
  });

  test('is refused while another process builds the same site, and takes over from one that died', async () => {
    const dir = join(scratch, 'locked');
    mkdirSync(join(dir, '.build'), { recursive: true });
    writeFileSync(join(dir, '.build', 'report.lock'), String(process.pid));
    await expect(buildSite({ dir })).rejects.toThrow('is building this site');
    writeFileSync(join(dir, '.build', 'report.lock'), '999999999');
    await expect(buildSite({ dir })).rejects.toThrow('nothing has been published');
  });

  test('finds a failed query, which does not stop Evidence, before anything else', () => {
    expect(firstFailure('Custom svelte.config.js applied\n✔ done\n')).toBeUndefined();
    expect(firstFailure('ok\ncourse | Error in Query! Binder Error: no column "short"\nError: later')).toBe(
      'course | Error in Query! Binder Error: no column "short"',
    );
    expect(
      firstFailure('\u001b[31m[ERROR]:  x Build failed in 304ms\u001b[0m\nError: 404 /units/x/ (linked from /)'),
    ).toBe('Error: 404 /units/x/ (linked from /)');
  });
});
