import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../conversation/program.ts';

/** Runs `npm run chaos` in a process of its own; resolves with its exit code and what it printed. */
function chaos(args: readonly string[]): Promise<{ code: number | null; lines: readonly string[]; told: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin/firststep.mjs'), 'chaos', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', RUN_TYPESCRIPT: '' },
    });
    let printed = '';
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.once('close', (code) => resolve({ code, lines: printed.trimEnd().split('\n'), told }));
  });
}

test('200 conversations under 10 faults: nothing lost, doubled or stale', async () => {
  const { code, lines, told } = await chaos(['--conversations', '200', '--faults', '10', '--seed', '1']);
  expect(`${lines.slice(-2).join('\n')}\n${code === 0 ? '' : told}`).toMatch(
    /^0 lost, 0 doubled, 0 stale, 0 wrong, 0 left behind, 0 unsettled\n\d+ passed, 0 failed\n$/,
  );
}, 900_000);
