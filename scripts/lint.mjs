import { repair, runChecks } from './checks.mjs';

/** `npm run lint`: format, lint, types, imports, unused code, file sizes. With `--fix`, what can be repaired is, first. */
export async function main(root, args) {
  if (args.includes('--fix')) await repair(root);
  const { passed, failed } = await runChecks(root);
  process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}
