import { expect, test } from 'vitest';
import { aggregating } from './conformance/aggregate.ts';
import { analysing } from './conformance/analyse.ts';
import { account, fileNames } from './conformance/golden.ts';
import { normalising } from './conformance/normalise.ts';
import { preprocess } from './conformance/preprocess.ts';
import { testingSensitivity } from './conformance/sensitivity.ts';
import { trending } from './conformance/trends.ts';

// Every case of the golden results of COINr 1.1.14, at its tolerance; see conformance/golden.ts.
preprocess();
normalising();
aggregating();
analysing();
testingSensitivity();
trending();

test('no file and no result was passed over, and what differs says why', () => {
  const leaves = account();
  expect(leaves.filter(({ verdict }) => verdict === undefined).map(({ leaf }) => leaf)).toEqual([]);
  const withResults = new Set(leaves.map(({ leaf }) => leaf.split(':')[0]));
  expect(fileNames().filter((name) => !withResults.has(name))).toEqual(['inputs_asem_panel']);
  const reasons = leaves.filter(({ verdict }) => verdict !== 'checked');
  console.log(
    [
      `${fileNames().length} files, ${leaves.length} vectors: ${leaves.length - reasons.length} as in R`,
      ...[...new Set(reasons.map(({ verdict }) => verdict))].map(
        (reason) => `${reasons.filter(({ verdict }) => verdict === reason).length} not: ${reason}`,
      ),
    ].join('\n'),
  );
});
