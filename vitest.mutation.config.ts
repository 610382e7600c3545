import { configDefaults, defineConfig } from 'vitest/config';

/** The tests without a server: a mutant runs those that reach it, many times over. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/unit/build/**'],
    testTimeout: 30_000,
  },
});
