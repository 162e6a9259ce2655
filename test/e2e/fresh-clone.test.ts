import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT } from '../conversation/program.ts';
import { Family } from './family.ts';
import { freePort, until } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'firststep-fresh-'));
const clone = join(folder, 'clone');
let port: number;
const started: ChildProcess[] = [];

interface Npm {
  readonly lines: readonly string[];
  /** True once the line `ready` was printed, false when it ended before. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<number | null>;
  /** To npm and all that it started, as a terminal does on Ctrl-C. */
  signalAll(signal: NodeJS.Signals): void;
  /** To npm alone, as a process manager does. */
  signalNpm(signal: NodeJS.Signals): void;
}

/** `npm start` in the clone, as a newcomer types it. */
function npmStart(data = join(folder, 'data')): Npm {
  const { MONGODB_URL: _mongo, REDIS_URL: _redis, NODE_OPTIONS: _options, NODE_ENV: _env, ...env } = process.env;
  const child = spawn('npm', ['start'], {
    cwd: clone,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, PORT: String(port), FIRSTSTEP_CACHE: join(folder, 'cache'), FIRSTSTEP_DATA: data },
  });
  started.push(child);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line === 'ready') resolve(true);
      });
    }
    void ended.then(() => resolve(false));
  });
  return {
    lines,
    ready,
    ended,
    signalAll: (signal) => void (child.pid && process.kill(-child.pid, signal)),
    signalNpm: (signal) => void child.kill(signal),
  };
}

async function readyOrSay(npm: Npm): Promise<void> {
  if (!(await npm.ready)) throw new Error(`it ended before it was ready:\n${npm.lines.join('\n')}`);
}

/** What runs on this clone's data or out of its cache. */
const left = (): string[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && !line.includes('git clone'));

const LOGIN = /^\s+case_manager\s+\S+@demo\.example\s+\S+$/;

beforeAll(async () => {
  port = await freePort();
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone]);
}, 60_000);

afterAll(async () => {
  for (const { pid, exitCode, signalCode } of started) if (pid && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

test('one command on a fresh clone with nothing cached; Ctrl-C, a second start, a power cut, a taken port', async () => {
  const first = npmStart();
  await readyOrSay(first);
  expect(first.lines.filter((line) => LOGIN.test(line)).length).toBeGreaterThan(0);
  expect(first.lines.some((line) => line.includes(`http://localhost:${port}/console/`))).toBe(true);
  const family = new Family(`http://localhost:${port}`);
  const greeted = await family.send({ locale: 'ko' });
  expect(greeted.question?.id).toBe('danger_now');
  const console_ = await fetch(`http://localhost:${port}/console/`);
  expect([console_.status, console_.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);

  first.signalAll('SIGINT');
  expect(await first.ended).toBe(0);
  expect(first.lines.at(-1)).toBe('Stopped. The data is kept.');
  expect(left()).toEqual([]);

  // The old data is found, and no second demo is made. Then the power goes.
  const second = npmStart();
  await readyOrSay(second);
  expect(second.lines.filter((line) => LOGIN.test(line))).toEqual([]);
  expect((await family.history()).question?.id).toBe('danger_now');
  await family.send({ choice: 'no' });

  const rival = npmStart(join(folder, 'other-data'));
  expect(await rival.ready).toBe(false);
  expect(await rival.ended).not.toBe(0);
  expect(rival.lines).toContain(`Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`);

  second.signalAll('SIGKILL');
  await second.ended;
  const third = npmStart();
  await readyOrSay(third);
  expect((await family.history()).question?.id).toBe('consent_basic');

  third.signalNpm('SIGINT');
  await third.ended;
  await until('nothing to be left', async () => left().length === 0);
}, 900_000);
