import { configDefaults, defineConfig } from 'vitest/config';

/** The tests without a server, but the slowest one: a mutant runs those that reach it, many times over. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/unit/build/**', 'test/unit/verify/tampering.test.ts'],
    setupFiles: ['test/support/short-properties.ts'],
    testTimeout: 30_000,
  },
});
