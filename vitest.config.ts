import { defineConfig } from 'vitest/config';

/** `all`: everything that a clone can prove by itself. `real`: what needs the public exports (MINQING_EVAL). */
export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 600_000,
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
