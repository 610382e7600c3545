import { defineConfig } from 'vitest/config';

/** The report in a real browser: needs Debian's chromium, so it runs apart from the fast tests. */
export default defineConfig({
  test: { include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 1 },
});
