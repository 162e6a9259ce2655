import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo } from '../services.ts';
import { openInbox, type OpenInbox, prepare } from './open-inbox.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
const masterKey = newMasterKey();
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const kept = Array.from({ length: 4 }, () => `web-${randomUUID()}`);
const forgotten = Array.from({ length: 3 }, () => `forget-${randomUUID()}`);

interface Acknowledged {
  readonly conversation: string;
  readonly id: string;
  readonly turn: number;
}

/** How long MongoDB keeps a transaction of a process that is gone. */
let lifetime: number;
const setLifetime = (seconds: number) => mongo.client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds });

beforeAll(async () => {
  mongo = await withMongo();
  await prepare(mongo.db);
  const { was } = (await setLifetime(3)) as unknown as { was: number };
  lifetime = was;
});
afterAll(async () => {
  await setLifetime(lifetime);
  await mongo.drop();
});

/** Runs a process that answers messages, and kills it when it has acknowledged `count` of them. */
function killedAfter(count: number): Promise<Acknowledged[]> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      here('run-typescript.mjs'),
      here('kill-child.ts'),
      mongo.url,
      mongo.db.databaseName,
      masterKey,
      [...kept, ...forgotten].join(','),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let out = '';
  let trouble = '';
  child.stderr.on('data', (bytes: Buffer) => {
    trouble += bytes.toString();
  });
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString();
    if (out.split('\n').length > count) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the child ended by itself: ${trouble.slice(0, 2_000)}`));
      const lines = out.split('\n').slice(0, -1);
      resolve(
        lines.map((line) => line.split(' ')).map(([conversation = '', id = '', turn = '']) => ({ conversation, id, turn: Number(turn) })),
      );
    });
  });
}

/** The net alone, as after a start, until it finds nothing left. */
async function recover(inbox: OpenInbox['inbox']): Promise<void> {
  const stuck = mongo.db.collection('stuck_effects');
  do {
    await stuck.updateMany({}, { $set: { nextAt: new Date(0) } });
    await inbox.reconcile();
    await inbox.settled();
  } while ((await stuck.countDocuments()) > 0);
}

describe('a process that is killed at any point', () => {
  let acknowledged: Acknowledged[];
  let after: OpenInbox;

  beforeAll(async () => {
    acknowledged = [];
    for (const count of [1, 8, 40, 63, 95, 150]) acknowledged.push(...(await killedAfter(count)));
    after = await openInbox({ db: mongo.db, client: mongo.client, masterKey });
    await recover(after.inbox);
  }, 90_000);

  const stored = (conversation: string) => mongo.db.collection('turns').find({ conversation }).sort({ seq: 1 }).toArray();

  test('has lost no acknowledged turn and left no hole', async () => {
    expect(acknowledged.length).toBeGreaterThan(300);
    for (const { conversation, id, turn } of acknowledged) {
      const found = await mongo.db.collection('turns').findOne({ conversation, seq: turn });
      expect(found?.['erased'] === true || found?.['externalId'] === id).toBe(true);
      if (kept.includes(conversation)) expect(found?.['externalId']).toBe(id);
    }
    for (const conversation of [...kept, ...forgotten]) {
      const seqs = (await stored(conversation)).map((turn) => Number(turn['seq']));
      expect(seqs).toEqual(seqs.map((_seq, i) => i + 1));
    }
  });

  test('has each effect applied exactly once, in order', async () => {
    for (const conversation of kept) {
      const due = (await stored(conversation)).flatMap((turn) =>
        (turn['effects'] as number[]).map((index) => `${conversation}:${String(turn['seq'])}:${index}`),
      );
      const counted = await after.counted(conversation);
      expect(counted.map(({ _id }) => _id)).toEqual(due);
      expect(counted.every(({ times }) => times === 1)).toBe(true);
    }
  });

  test('has half-forgotten nobody', async () => {
    expect(
      await mongo.db.collection('turns').countDocuments({ $or: [{ unfinished: true }, { erased: true, sealed: { $ne: null } }] }),
    ).toBe(0);
    for (const conversation of forgotten) {
      const turns = await stored(conversation);
      const last = turns.findLast((turn) => turn['erased'] === true);
      const living = turns.filter((turn) => turn['erased'] !== true);
      expect(living.every((turn) => Number(turn['seq']) > Number(last?.['seq'] ?? 0))).toBe(true);
      const persons = await mongo.db.collection('persons').find({ conversation }).toArray();
      expect(persons.filter(({ _id }) => !living.some((turn) => turn['personId'] === String(_id))).length).toBeLessThanOrEqual(1);
      const goodbyes = (await after.counted(conversation)).filter(({ type }) => type === 'person_forgotten');
      expect(goodbyes.every(({ times }) => times === 1)).toBe(true);
    }
  });

  test('is succeeded by one that goes on where it stopped', async () => {
    for (const conversation of [...kept, ...forgotten]) {
      const next = (await stored(conversation)).length + 1;
      expect(await after.say(conversation, 'goes on')).toMatchObject({ turn: next });
    }
  });
});
