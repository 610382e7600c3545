import { defineConfig } from 'vitest/config';

/** The template proofs: importing the CDK takes seconds a file, so they run apart from the fast tests. */
export default defineConfig({
  test: { include: ['test/infra/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 180_000, maxWorkers: 2 },
});
