import { expect, test } from '@jest/globals';
import { countTests } from '../../scripts/test-counts.mjs';

const none = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };

test('passed and failed tests are counted', () => {
  expect(countTests({ ...none, numPassedTests: 7, numFailedTests: 2 })).toEqual({ passed: 7, failed: 2, skipped: 0 });
});

test('a test file that cannot be run is a failure', () => {
  expect(countTests({ ...none, numPassedTests: 7, numRuntimeErrorTestSuites: 1 })).toMatchObject({ failed: 1 });
});

test('a test that was skipped or only planned is a failure', () => {
  expect(countTests({ ...none, numPendingTests: 1, numTodoTests: 1 })).toEqual({ passed: 0, failed: 2, skipped: 2 });
});
