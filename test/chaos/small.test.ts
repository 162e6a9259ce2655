import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ROOT } from '../conversation/program.ts';

const running = new Set<ChildProcess>();

afterAll(async () => {
  // Only when the test gave up: a run ends all that it started before it ends itself.
  for (const child of running) {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
}, 60_000);

/** Runs `npm run chaos` in a process of its own; resolves with its exit code and what it printed. */
async function chaos(args: readonly string[]): Promise<{ code: number | null; lines: readonly string[]; told: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/firststep.mjs'), 'chaos', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', RUN_TYPESCRIPT: '' },
  });
  running.add(child);
  let printed = '';
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  running.delete(child);
  return { code, lines: printed.trimEnd().split('\n'), told };
}

test('200 conversations under 10 faults: nothing lost, doubled or stale', async () => {
  const { code, lines, told } = await chaos(['--conversations', '200', '--faults', '10', '--seed', '1']);
  expect(`${lines.slice(-2).join('\n')}\n${code === 0 ? '' : told}`).toMatch(
    /^0 lost, 0 doubled, 0 stale, 0 wrong, 0 left behind, 0 unsettled\n\d+ passed, 0 failed\n$/,
  );
}, 1_200_000);
