/** Needs NODE_OPTIONS=--experimental-vm-modules, which `npm test` sets. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2023', transform: { react: { runtime: 'automatic' } } },
        module: { type: 'es6' },
      },
    ],
  },
  // One MongoDB and one Redis for the whole run; a test takes a database of its own (test/services.ts).
  globalSetup: '<rootDir>/test/services/start.mjs',
  globalTeardown: '<rootDir>/test/services/stop.mjs',
  reporters: ['default', '<rootDir>/scripts/test-counts.mjs'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
