interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}
/** Tests as counted for the last line of `npm test`. */
export function countTests(results: Results): { readonly passed: number; readonly failed: number; readonly skipped: number };
