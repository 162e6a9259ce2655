import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { ROOT } from '../conversation/program.ts';
import { ownMongo, ownRedis, type OwnService } from './own-services.ts';

/** What an operator is promised (issue of a stop): whoever stops it need not kill it. */
const PROMISED_MS = 10_000;

let mongo: OwnService;
let redis: OwnService;
let data: string;
const masterKey = newMasterKey();

beforeAll(async () => {
  [mongo, redis, data] = await Promise.all([ownMongo(), ownRedis(), mkdtemp(join(tmpdir(), 'firststep-stop-'))]);
}, 120_000);

afterAll(async () => {
  await Promise.all([mongo.remove(), redis.remove()]);
  await rm(data, { recursive: true, force: true });
}, 60_000);

async function started(command: 'up' | 'serve' | 'work'): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', join(ROOT, 'test/inbox/run-typescript.mjs'), join(ROOT, 'src/main.ts'), command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      FIRSTSTEP_DATA: data,
      MONGODB_URL: mongo.url,
      REDIS_URL: redis.url,
      FIRSTSTEP_MASTER_KEY: masterKey,
    },
  });
  const lines: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const ready = new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => line === 'ready' && resolve(true));
    child.once('exit', () => resolve(false));
  });
  if (!(await ready)) throw new Error(`it ended before it was ready:\n${lines.join('')}`);
  return child;
}

/** Asks it to end; its exit code, or null when the promise was broken and it had to be killed. */
async function ended(child: ChildProcess): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const timer = setTimeout(() => child.kill('SIGKILL'), PROMISED_MS);
  child.kill('SIGTERM');
  const [code] = await exit;
  clearTimeout(timer);
  return code;
}

const AWAY = {
  'everything is there': { goes: async () => undefined, comes: async () => undefined },
  'Redis is killed': { goes: () => redis.kill(), comes: () => redis.start() },
  'Redis hangs': { goes: async () => redis.signal('SIGSTOP'), comes: async () => redis.signal('SIGCONT') },
  'MongoDB is killed': { goes: () => mongo.kill(), comes: () => mongo.start() },
  'MongoDB hangs': { goes: async () => mongo.signal('SIGSTOP'), comes: async () => mongo.signal('SIGCONT') },
} as const;

describe('a stop ends in order within ten seconds', () => {
  for (const [how, { goes, comes }] of Object.entries(AWAY)) {
    test(`while ${how}`, async () => {
      const child = await started('up');
      await goes();
      try {
        expect(await ended(child)).toBe(0);
      } finally {
        await comes();
      }
    }, 90_000);
  }

  for (const command of ['serve', 'work'] as const) {
    test(`${command} alone, while both hang`, async () => {
      const child = await started(command);
      mongo.signal('SIGSTOP');
      redis.signal('SIGSTOP');
      try {
        expect(await ended(child)).toBe(0);
      } finally {
        mongo.signal('SIGCONT');
        redis.signal('SIGCONT');
      }
    }, 90_000);
  }
});
