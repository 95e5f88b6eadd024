const { writeFileSync } = require('node:fs');

/** Leaves how each test of each file went and how long the file took, for `scripts/run-specs.mjs`, in the file that it names. */
module.exports = class ResultsReporter {
  onRunComplete(_contexts, { testResults }) {
    const path = process.env.SPEC_RESULTS;
    if (!path) return;
    const files = testResults.map(
      ({ testFilePath, testResults: tests, testExecError, perfStats }) => ({
        path: testFilePath,
        didRun: testExecError == null,
        seconds: Math.round(perfStats.runtime / 1000),
        tests: tests.map(({ fullName, status }) => ({ name: fullName, status })),
      }),
    );
    writeFileSync(path, JSON.stringify(files));
  }
};
