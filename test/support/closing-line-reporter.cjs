/**
 * Prints the last line of the run: `N passed, N failed`, with `, N skipped` when there are any.
 * A spec file that did not run, or crashed, counts as one failed.
 */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = results;
    const failed = numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = numPendingTests + numTodoTests;
    const line = `${numPassedTests} passed, ${failed} failed`;
    // After the teardown, which may have something to say too.
    process.once('exit', () => {
      process.stdout.write(skipped > 0 ? `${line}, ${skipped} skipped\n` : `${line}\n`);
    });
  }
};
