import { runChecks } from './checks.mjs';

/** `npm run lint`: format, lint, types, imports, unused code, file sizes. */
export async function main(root) {
  const { passed, failed } = await runChecks(root);
  process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}
