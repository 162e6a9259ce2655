import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { ChatMessageReply } from '../../src/contract/chat.ts';
import { Persona, playPersona } from '../../src/conversation/simulate.ts';
import { realContent, ROOT } from '../conversation/program.ts';
import { Family, play, type Words } from '../e2e/family.ts';
import { until } from '../e2e/running.ts';
import { Desk } from '../e2e/staff.ts';
import { type ManyServers, manyServers, type Part } from './many-servers.ts';
import { inFlight, nextVersion, toAll } from './upgrade.ts';

const NOW = '2026-11-10T10:00:00+09:00';

const personas = z.array(Persona).parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8')));
const persona = (id: string): Persona => ({ ...(personas.find((one) => one.id === id) as Persona), now: NOW });

let servers: ManyServers;
let mongo: MongoClient;
let serve: Part[];
let work: Part[];
let desk: Desk;

beforeAll(async () => {
  servers = await manyServers();
  mongo = await new MongoClient(servers.mongoUrl).connect();
  // Makes the demo organisation, whose case managers the referrals go to.
  const first = await servers.start('up');
  first.end();
  await first.ended;
  [serve, work] = await Promise.all([
    Promise.all([servers.start('serve'), servers.start('serve')]),
    Promise.all([servers.start('work'), servers.start('work')]),
  ]);
  await servers.setClock(NOW);
  desk = await Desk.signIn({ url: serve[0]?.url ?? '', logins: first.logins }, 'sena@demo.example');
}, 300_000);

afterAll(async () => {
  await mongo.close();
  await servers.remove();
}, 120_000);

/** Says it; what could not be saved in time on a busy machine is sent again, as her page does: the same message, under the same id. */
async function say(family: Family, words: Words, id: string = randomUUID()): Promise<ChatMessageReply> {
  return until('an answer', () =>
    family.send(words, id).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('503 ')) return null;
      throw error;
    }),
  );
}
const playThrough = (family: Family, whom: Persona): Promise<string[]> => play(family, whom, (words) => say(family, words));

/** Each request goes to the next of the servers. */
const inTurns = (from = 0): (() => string) => {
  let next = from;
  return () => serve[next++ % serve.length]?.url ?? '';
};
const conversationOf = ({ token }: Family): string => (token ?? '').slice(0, (token ?? '').lastIndexOf('.'));
const turnsOf = (family: Family) =>
  mongo
    .db()
    .collection('turns')
    .find({ conversation: conversationOf(family) }, { sort: { seq: 1 } })
    .toArray();
const referralsOf = (family: Family) =>
  mongo
    .db()
    .collection<{ _id: string; level: string; status: string }>('referrals')
    .find({ conversation: conversationOf(family) })
    .toArray();
const handedOver = (family: Family) =>
  until('the hand-over', async () => {
    const found = await referralsOf(family);
    return found.length > 0 && found.every(({ status }) => status === 'assigned') ? found : null;
  });

/** Every message that was acknowledged is a turn, in its place, and there is no other. */
async function expectNothingLost(family: Family): Promise<void> {
  const turns = await turnsOf(family);
  expect(turns.map(({ seq }) => Number(seq))).toEqual(turns.map((_, i) => i + 1));
  expect(family.acknowledged.map(({ reply }) => reply.turn)).toEqual(turns.map(({ seq }) => Number(seq)));
}

describe('two web servers and two workers on a replica set and a Redis Cluster', () => {
  test('every persona goes through both servers, and each referral is handed over once', async () => {
    const { program } = realContent();
    await Promise.all(
      personas.map(async ({ id }, number) => {
        const run = playPersona(program, persona(id));
        const family = new Family(inTurns(number));
        expect({ id, asked: await playThrough(family, persona(id)) }).toEqual({ id, asked: run.asked });
        if (run.session.code === '') return; // nothing is kept of her
        await expectNothingLost(family);
        const referred = run.events.some((event) => event.type === 'referral_submitted');
        if (!referred) expect(await referralsOf(family)).toEqual([]);
        else expect({ id, levels: (await handedOver(family)).map(({ level }) => level) }).toEqual({ id, levels: [run.level] });
      }),
    );
    // All that goes through queues lies on one server of the cluster, as BullMQ needs; what is counted for itself may lie anywhere.
    expect(Math.max(...(await servers.redis.keys()))).toBeGreaterThan(10);
  }, 180_000);

  test('a visit booked at one server is reminded of by any worker, once', async () => {
    const family = new Family(inTurns());
    await playThrough(family, persona('P06'));
    const [referral] = await handedOver(family);
    const id = referral?._id ?? '';
    await until('the referral to be accepted', async () => {
      const { version } = await desk.referral(id);
      return (await desk.post(`/api/referrals/${id}/accept`, { version })).status === 200;
    });
    const [saver] = await desk.savers();
    const visit = { saverId: saver?.id, date: '2026-11-16', time: '10:00', place: 'center', minutes: 60 };
    expect(await desk.post(`/api/referrals/${id}/visits`, visit)).toMatchObject({ status: 201 });
    await until('the question in the chat', async () => (await family.history()).question?.id === 'consent_reminder');
    await say(family, { choice: 'yes' });
    await until('the consent at the desk', async () => (await desk.referral(id)).visits[0]?.reminderConsent === true);

    await servers.setClock('2026-11-13T10:00:05+09:00');
    const pushed = await until('the reminder', async () => {
      const { messages } = await family.history();
      const found = messages.filter(({ delivery }) => delivery !== undefined);
      return found.length > 0 ? found : null;
    });
    expect(pushed).toHaveLength(1);
    expect(pushed[0]?.text).toMatch(/November 16.*10:00/);
    const sent = (await desk.referral(id)).deliveries.filter((row) => row.audience === 'family' && ['sent', 'seen'].includes(row.state));
    expect(sent.map(({ kind }) => kind)).toEqual(['family_3d']);
  }, 120_000);

  test('the server of the queues dies: she is answered, and her referral is handed over when it is back', async () => {
    const family = new Family(inTurns());
    await servers.redis.kill('{firststep}:generation');
    try {
      await playThrough(family, persona('P01'));
    } finally {
      await servers.redis.mend();
    }
    await expectNothingLost(family);
    // As the net does every minute.
    await servers.setClock('2026-11-13T10:01:05+09:00');
    expect(await handedOver(family)).toHaveLength(1);
  }, 120_000);
});

describe('a new version starts while the old one serves conversations', () => {
  test('they go on there, nothing is answered twice, and the old one ends in order', async () => {
    const [old, other] = serve as [Part, Part];
    const answer = async (family: Family): Promise<void> => {
      const said = persona('P06').answers[family.last?.question?.id ?? ''];
      await say(family, said === undefined ? { choice: 'skip' } : { text: typeof said === 'string' ? said : (said[0] ?? '') });
    };
    const begun = new Family(() => (serve[0] as Part).url);
    await say(begun, { locale: 'en' });
    while (begun.last?.question?.id !== 'household') await answer(begun);

    // The new version comes with an index that the old one did not have.
    await mongo.db().collection('referrals').dropIndex('to_tell');
    const root = await nextVersion(servers.folder);
    let isStarting = true;
    const starting = servers.start('serve', root).finally(() => {
      isStarting = false;
    });
    const talking = new Family(inTurns());
    await say(talking, { locale: 'en' });
    while (isStarting) await (talking.last?.question ? answer(talking) : talking.history());
    const fresh = await starting;
    expect(await mongo.db().collection('referrals').indexExists('to_tell')).toBe(true);
    await expectNothingLost(talking);

    // The same message at both, at once: one turn, one answer.
    const message = { id: randomUUID(), text: 'With my partner' };
    const count = (await turnsOf(begun)).length;
    const [first, second] = await toAll([old.url, fresh.url], begun.token ?? '', message);
    expect(first).toMatchObject({ turn: count + 1 });
    expect(second).toEqual(first);

    // She is taken along by the new one; when her next message comes to the old one again, that answers it too.
    let at: Part = fresh;
    const wandering = new Family(() => at.url);
    wandering.token = begun.token;
    await wandering.history();
    for (const part of [fresh, old, fresh]) {
      at = part;
      const { turn, question } = await say(wandering, { choice: 'why' });
      expect({ turn, asked: question !== null }).toEqual({ turn: (await turnsOf(begun)).length, asked: true });
    }

    const newWorker = await servers.start('work', root);
    const running = await inFlight(other.url);
    for (const part of [old, other, ...work]) part.end();
    expect(await running.finish()).toBe(200);
    expect(await Promise.all([old, other, ...work].map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    [serve, work] = [[fresh], [newWorker]];

    // What she said is kept; what means something else in the new version is asked again. The same message once more: told again.
    await say(begun, { text: message.text }, message.id);
    expect(begun.last).toEqual(first);
    const asked: string[] = [];
    while (begun.last?.question) {
      asked.push(begun.last.question.id);
      await answer(begun);
    }
    expect(asked).toContain('age_band');
    expect(asked).not.toContain('who');
    expect(asked).not.toContain('household');
    await handedOver(begun);
    const turns = await turnsOf(begun);
    expect(turns.map(({ seq }) => Number(seq))).toEqual(turns.map((_, i) => i + 1));
  }, 240_000);

  test('the invariants hold', async () => {
    expect(await servers.verify()).toEqual([expect.stringMatching(/^[1-9]\d* passed, 0 failed$/)]);
  }, 120_000);
});
