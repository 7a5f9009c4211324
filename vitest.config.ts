import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole cities first: a long file that starts last leaves the other cores idle. */
class WholeCitiesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWhole = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/e2e/');
    return (await super.sort(files)).toSorted((a, b) => Number(isWhole(b)) - Number(isWhole(a)));
  }
}

/** `all`: everything that a clone can prove by itself. `real`: what needs the public exports (MINQING_EVAL). */
export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 600_000,
    sequence: { sequencer: WholeCitiesFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['**/*.test.ts'],
          exclude: ['**/*.real.test.ts', '**/node_modules/**', 'demo/**'],
        },
      },
      { extends: true, test: { name: 'real', include: ['**/*.real.test.ts'], exclude: ['**/node_modules/**'] } },
    ],
  },
});
