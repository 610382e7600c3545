import { configDefaults, defineConfig } from 'vitest/config';

/** Proofs that need more than Node and npm, or minutes: they have scripts of their own. */
export const slowFolders = ['test/infra/**', 'test/wiring/**', 'test/browser/**', 'test/iam/**', 'test/bundles/**'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...slowFolders],
    testTimeout: 30_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
