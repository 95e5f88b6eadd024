/** The tests run as compiled: no transformer stands between what is tested and what is shipped. */
export default {
  roots: ['<rootDir>/dist/test'],
  testMatch: ['**/*.spec.js'],
  transform: {},
  testEnvironment: 'node',
  testTimeout: 30_000,
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.cjs'],
  maxWorkers: 2,
};
