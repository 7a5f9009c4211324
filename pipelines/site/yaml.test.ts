import { expect, test } from 'vitest';
import { z } from 'zod';
import { UserError } from '../user-error.ts';
import { parseYaml } from './yaml.ts';

const anything = z.record(z.string(), z.unknown());

test.each([
  ['an anchor that holds itself', 'a: &a {b: *a}', 'a part that holds itself'],
  ['brackets without end', `a: ${'['.repeat(50_000)}`, 'brackets within each other'],
  ['a file that is no configuration', `a: ${'x'.repeat(1_100_000)}`, 'larger than a configuration'],
  [
    'aliases that multiply',
    `a: &a [1]\nb: &b [${'*a,'.repeat(9)}*a]\nc: [${'*b,'.repeat(9)}*b]`,
    'too many YAML aliases',
  ],
])('%s is refused in one message', (_, text, message) => {
  expect(() => parseYaml(text, 'site.yaml', anything)).toThrow(UserError);
  expect(() => parseYaml(text, 'site.yaml', anything)).toThrow(message);
});
