/** The tests run as compiled: no transformer stands between what is tested and what is shipped. */
export default {
  roots: ['<rootDir>/dist/test'],
  testMatch: ['**/*.spec.js'],
  transform: {},
  testEnvironment: 'node',
  // Against hanging only: how fast something must be is said by the tests that say it.
  testTimeout: 300_000,
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/test/support/results-reporter.cjs'],
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  maxWorkers: 2,
};
