import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from './bootstrap.mjs';
import { runChecks } from './checks.mjs';
import { runStep, say } from './child.mjs';
import { obtainChromium } from './chromium.mjs';

/** Runs Jest and answers its figures. One that ends without any counts as one failure. */
async function runJest(root, args, chromium) {
  const folder = mkdtempSync(join(tmpdir(), 'firststep-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const env = {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
      ...(chromium === null ? {} : { CHROMIUM_PATH: chromium }),
      FIRSTSTEP_TEST_COUNTS: file,
    };
    const code = await runStep(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--ci', ...args], { cwd: root, env });
    const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A set-up step as a test: its name when it failed. */
async function attempt(name, step) {
  try {
    return { value: await step(), failed: [] };
  } catch (error) {
    say(error.message);
    return { value: null, failed: [name] };
  }
}

/**
 * `npm test`: everything, and `N passed, N failed` as the last line. With arguments they go to Jest, and only the tests
 * that they name are run: `npm test -- test/inbox`.
 */
export async function main(root, args) {
  const since = Date.now();
  const whole = args.length === 0;
  const browser = await attempt('browser', async () => obtainChromium(root));
  const built = await attempt('build', () => prepare(root, ['server', 'console']));
  const checks = whole ? await runChecks(root) : { passed: 0, failed: [] };
  const tests = await runJest(root, args, browser.value);
  const failed = [...browser.failed, ...built.failed, ...checks.failed];
  if (failed.length > 0) say(`Failed before the tests: ${failed.join(', ')}`);
  if (tests.skipped > 0) say(`${tests.skipped} tests were skipped; they count as failed.`);
  say(`${Math.round((Date.now() - since) / 1000)} s`);
  process.stdout.write(`${tests.passed + checks.passed} passed, ${tests.failed + failed.length} failed\n`);
  return tests.failed + failed.length === 0 ? 0 : 1;
}
