import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../src/platform/services/ports.ts';
import { ROOT } from '../conversation/program.ts';
import { median } from './cpu.ts';
import type { Figure } from './report.ts';

const ROUNDS = 3;

/** `npm start` on a new folder, everything obtained and built before, until the first turn is answered. Milliseconds. */
async function started(): Promise<{ readonly answered: number; readonly content: number }> {
  const data = await mkdtemp(join(tmpdir(), 'firststep-start-'));
  const port = await freePort();
  const from = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', FIRSTSTEP_DATA: data, PORT: String(port), HOST: '127.0.0.1' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const marks = { reading: 0, services: 0 };
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (line.startsWith('Reading flows')) marks.reading = performance.now();
    else if (marks.reading > 0 && marks.services === 0) marks.services = performance.now();
  });
  try {
    const isReady = await Promise.race([
      new Promise<boolean>((resolve) => createInterface({ input: child.stdout }).on('line', (line) => line === 'ready' && resolve(true))),
      ended.then(() => false),
    ]);
    if (!isReady) throw new Error(`npm start ended before it was ready:\n${said.slice(-20).join('\n')}`);
    const response = await fetch(`http://127.0.0.1:${port}/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), locale: 'vi' }),
    });
    if (!response.ok) throw new Error(`the first turn: ${response.status}`);
    await response.json();
    return { answered: performance.now() - from, content: marks.services - marks.reading };
  } finally {
    // npm passes the signal on to what it runs.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

/** From `npm start` to the first answered turn, and how much of it reading the content takes. */
export async function benchStart(): Promise<readonly Figure[]> {
  await started();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await started());
  return [
    {
      bench: 'start',
      figure: 'first_turn_ms',
      value: median(rounds.map(({ answered }) => answered)),
      unit: 'ms',
      against: 'goal',
      peer: 10_000,
    },
    { bench: 'start', figure: 'content_ms', value: median(rounds.map(({ content }) => content)), unit: 'ms', against: null, peer: null },
  ];
}
