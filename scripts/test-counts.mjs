// Jest's own summary is for people; this reporter leaves the figures for scripts/test.mjs.
import { writeFileSync } from 'node:fs';

/** Tests as counted for the last line: a file that could not be run is one failure, and so is a test that was not run. */
export function countTests(results) {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites + results.numPendingTests + results.numTodoTests,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

export default class TestCounts {
  onRunComplete(_contexts, results) {
    const file = process.env.FIRSTSTEP_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(countTests(results)));
  }
}
