import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { assets } from './index.ts';
import { sourcesHash } from './sources.ts';

/**
 * What the numbers stand for. When an asset's TypeScript changes, either its content may change (raise the number in
 * its file) or it cannot (say so by recording anew). Then: `npm run record-versions`.
 */
const file = fileURLToPath(new URL('./code-versions.json', import.meta.url));
const recorded: Record<string, { version: string; sources: string }> = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : {};

const now = Object.fromEntries(
  assets.map((asset) => [
    asset.key,
    {
      version: asset.codeVersion.split('-')[0]!,
      sources: sourcesHash(`pipelines/assets/${asset.key.replaceAll('_', '-')}.ts`),
    },
  ]),
);

if (process.env.RECORD_VERSIONS) writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);

test.each(Object.keys(now))('the code of %s has not changed behind its version number', (key) => {
  if (process.env.RECORD_VERSIONS) return expect(existsSync(file)).toBe(true);
  expect(
    now[key],
    `the sources of ${key} changed: raise its number in codeVersion(…) if its content may change, then npm run record-versions`,
  ).toEqual(recorded[key]);
});
