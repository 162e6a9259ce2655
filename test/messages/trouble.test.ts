import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import type { Mail, Mailer } from '../../src/platform/mail.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import { withMongo, withRedis } from '../services.ts';
import { consent, DUE, letter, member, type OpenMessages, openMessages, prepareMessages, reminder, someFamily } from './open-messages.ts';
import { until } from './until.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
const opened: OpenMessages[] = [];
const masterKey = newMasterKey();
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepareMessages(mongo.db);
  await createMembers(mongo.db).save(member('hana', 'case_manager'), false);
});
afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop()]);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((open) => open.close()));
});

async function openOne(
  more: { mailer?: Mailer | null; claimMs?: number; redisUrl?: string; redisAway?: boolean } = {},
): Promise<OpenMessages> {
  const open = await openMessages({
    db: mongo.db,
    client: mongo.client,
    redisUrl: redis.url,
    prefix: redis.prefix,
    masterKey,
    now: DUE,
    ...more,
  });
  opened.push(open);
  return open;
}
/** A mail server that answers each letter with the next of these errors, and takes it when there is none left. */
function failing(errors: readonly object[]): { mailer: Mailer; tried: Mail[] } {
  const tried: Mail[] = [];
  return {
    tried,
    mailer: {
      send: async (mail) => {
        const error = errors[tried.push(mail) - 1];
        if (error) throw Object.assign(new Error('not taken'), error);
      },
    },
  };
}
async function letterIn(open: OpenMessages): Promise<string> {
  const message = letter('hana', open.clock.now());
  await (await open.messages.plan([message]))();
  return message.id;
}
const settled = (open: OpenMessages, id: string, state: string) =>
  until(async () => {
    const row = await open.row(id);
    return row.state === state ? row : null;
  });

describe('a mail server in trouble', () => {
  test('is tried three times in all', async () => {
    const { mailer, tried } = failing([{ responseCode: 451 }, { code: 'ESOCKET', syscall: 'connect' }]);
    const open = await openOne({ mailer });
    open.messages.work();
    const id = await letterIn(open);
    await settled(open, id, 'sent');
    expect(tried.map(({ messageId }) => messageId)).toEqual([id, id, id]);
  });

  test('after the third try staff see that it failed, and a person can have it sent again', async () => {
    const { mailer, tried } = failing([{ responseCode: 451 }, { responseCode: 451 }, { responseCode: 451 }]);
    const open = await openOne({ mailer });
    open.messages.work();
    const id = await letterIn(open);
    expect((await settled(open, id, 'failed')).reason).toBe('tries_used_up');
    await open.net();
    expect(tried).toHaveLength(3);
    expect(await open.messages.replay(id)).toBe(true);
    await settled(open, id, 'sent');
    expect(tried).toHaveLength(4);
    expect(await open.messages.replay(id)).toBe(false);
  });

  test('an address that it refuses is not tried again', async () => {
    const { mailer, tried } = failing([{ responseCode: 550 }]);
    const open = await openOne({ mailer });
    const id = await letterIn(open);
    await open.messages.deliver(id);
    expect(await open.row(id)).toMatchObject({ state: 'failed', reason: 'no_channel' });
    expect(tried).toHaveLength(1);
  });

  test('a line that broke leaves it unknown, and nothing is sent twice by itself', async () => {
    const { mailer, tried } = failing([{ code: 'ECONNECTION' }]);
    const open = await openOne({ mailer });
    const id = await letterIn(open);
    await open.messages.deliver(id);
    await open.net();
    await open.messages.deliver(id);
    expect(await open.row(id)).toMatchObject({ state: 'unknown', reason: 'interrupted' });
    expect(tried).toHaveLength(1);
  });

  test('without one the row says so', async () => {
    const open = await openOne({ mailer: null });
    expect(open.messages.hasMail).toBe(false);
    const id = await letterIn(open);
    await open.messages.deliver(id);
    expect(await open.row(id)).toMatchObject({ state: 'blocked', reason: 'not_configured' });
  });
});

describe('Redis in trouble', () => {
  test('flushed: what is due is queued again and sent once', async () => {
    const open = await openOne();
    open.clock.set(new Date(DUE.getTime() - 60_000));
    const who = await someFamily(open.families, mongo.client, DUE);
    await who.tell(consent('consent_reminder', true));
    const messages = Array.from({ length: 30 }, () => reminder(who));
    await (await open.messages.plan(messages))();
    const mail = letter('hana', DUE);
    await (await open.messages.plan([mail]))();
    open.messages.work();
    await redis.redis.flushdb();
    open.clock.set(DUE);
    await open.net();
    await open.net();
    for (const { id } of messages) await settled(open, id, 'sent');
    await settled(open, mail.id, 'sent');
    expect(open.mails).toHaveLength(1);
    expect(await open.messages.pendingFor(who.conversation)).toHaveLength(30);
  });

  test('away while planning: the rows stay planned, and the net queues them when it is back', async () => {
    const away = await openOne({ redisUrl: 'redis://127.0.0.1:1', redisAway: true });
    const message = letter('hana', DUE);
    const later = letter('hana', DUE, { due: new Date(DUE.getTime() + 3_600_000) });
    await (await away.messages.plan([message, later]))();
    expect([(await away.row(message.id)).state, (await away.row(later.id)).state]).toEqual(['planned', 'planned']);
    await away.net(); // in vain, and the net of whoever comes next need not wait for a job of this one
    const back = await openOne();
    back.messages.work();
    await until(async () => {
      await back.net();
      return (await back.row(later.id)).state === 'queued';
    });
    await settled(back, message.id, 'sent');
    expect(back.mails).toHaveLength(1);
  });
});

describe('a worker that is killed', () => {
  /** A process that claims the row; killed at the point that it names on standard output. */
  function killed(id: string, point: 'checking' | 'sent'): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        '--import',
        here('../inbox/run-typescript.mjs'),
        here('kill-child.ts'),
        mongo.url,
        mongo.db.databaseName,
        redis.url,
        redis.prefix,
        masterKey,
        id,
        point,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    let trouble = '';
    child.stderr.on('data', (bytes: Buffer) => {
      trouble += bytes.toString();
    });
    child.stdout.on('data', () => child.kill('SIGKILL'));
    return new Promise((resolve, reject) => {
      child.on('close', (_code, signal) => {
        if (signal === 'SIGKILL') resolve();
        else reject(new Error(`the child ended by itself: ${trouble.slice(0, 2_000)}`));
      });
    });
  }

  test('between sent and marked: nobody knows, staff see it, and it is not sent again', async () => {
    const open = await openOne();
    const id = await letterIn(open);
    await killed(id, 'sent');
    expect((await open.row(id)).state).toBe('sending');
    await until(async () => {
      await open.net();
      return (await open.row(id)).state !== 'sending';
    });
    await open.net();
    await open.messages.deliver(id);
    expect(await open.row(id)).toMatchObject({ state: 'unknown', reason: 'interrupted' });
    expect(open.mails).toEqual([]);
  });

  test('before it sent: the next one sends it', async () => {
    const open = await openOne();
    open.messages.work();
    const queued = letter('hana', open.clock.now());
    await open.messages.plan([queued]);
    await killed(queued.id, 'checking');
    expect((await open.row(queued.id)).state).toBe('sending');
    await until(async () => {
      await open.net();
      return (await open.row(queued.id)).state === 'sent';
    });
    expect(open.mails.map(({ messageId }) => messageId)).toEqual([queued.id]);
  });

  test('one that was only slow may still say that it was sent', async () => {
    let answer: (() => void) | null = null;
    const slow = await openOne({
      claimMs: 1,
      mailer: {
        send: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    });
    const id = await letterIn(slow);
    const delivering = slow.messages.deliver(id);
    await until(() => answer !== null);
    await until(async () => {
      await slow.net();
      return (await slow.row(id)).state === 'unknown';
    });
    (answer as (() => void) | null)?.();
    await delivering;
    expect(await slow.row(id)).toMatchObject({ state: 'sent', reason: null });
  });
});

test('looking for work costs what is due, not what exists', async () => {
  await mongo.db.collection('deliveries').deleteMany({});
  const open = await openOne();
  const who = { personId: 'p', conversation: 'web-many' };
  const far = new Date(DUE.getTime() + 30 * 86_400_000);
  const many = Array.from({ length: 3_000 }, () => reminder(who, { due: far, expires: new Date(far.getTime() + 3_600_000) }));
  await open.messages.plan(many);
  await mongo.db.collection('deliveries').updateMany({ conversation: 'web-many' }, { $set: { state: 'queued' } });
  await open.net();
  await mongo.db.command({ profile: 2 });
  await open.net();
  await mongo.db.command({ profile: 0 });
  const looks = await mongo.db
    .collection('system.profile')
    .find({ ns: `${mongo.db.databaseName}.deliveries` })
    .toArray();
  expect(looks.length).toBeGreaterThan(4);
  expect(looks.map((look) => Number(look['docsExamined'] ?? 0)).reduce((sum, one) => sum + one, 0)).toBeLessThan(50);
});
