import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ClientSession } from 'mongodb';
import type { EffectEvent, ReferralContent } from '../../src/conversation/events.ts';
import { createFamilies, type Families, familiesIndexes, ForgottenError } from '../../src/families/index.ts';
import { newCaseCode } from '../../src/platform/ids.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { type Keys, openKeys } from '../../src/platform/keyring.store.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { withMongo } from '../services.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let keys: Keys;
let families: Families;
let conversation: string;
const at = new Date('2026-11-10T01:00:00Z');

const open = (draw: () => string = newCaseCode): Families =>
  createFamilies({ db: mongo.db, keys, newCaseCode: draw, consentTextHash: (...parts) => `hash of ${parts.join(' ')}` });

const inOneChange = <T>(work: (tx: ClientSession) => Promise<T>): Promise<T> =>
  mongo.client.withSession((session: ClientSession) => session.withTransaction(work));

const apply = (personId: string, turnSeq: number, event: EffectEvent, index = 0): Promise<void> =>
  inOneChange((tx) => families.apply({ conversation, personId, turnSeq, index, at }, event, tx));

const consent = (name: string, given: boolean): EffectEvent => ({
  type: 'consent_recorded',
  consent: name,
  given,
  version: '1',
  lang: 'vi',
});

beforeAll(async () => {
  mongo = await withMongo();
  keys = await openKeys(mongo.db, newMasterKey());
  await ensureIndexes(mongo.db, familiesIndexes, silentLog);
});
beforeEach(() => {
  families = open();
  conversation = `web-${randomUUID()}`;
});
afterAll(() => mongo.drop());

describe('someone new', () => {
  test('is one person with one code, however many processes begin at once', async () => {
    const begun = await Promise.all(Array.from({ length: 8 }, () => open().begin(conversation, 0, at)));
    expect(new Set(begun.map(({ personId, code }) => `${personId} ${code}`)).size).toBe(1);
    const personId = begun[0]?.personId ?? '';
    expect(await families.personOf(conversation)).toBe(personId);
    expect(await families.isProvisional(personId)).toBe(true);
    const sealed = await families.seal(personId, { collection: 'c', id: '1', field: 'f' }, 'words');
    expect(await open().open(personId, { collection: 'c', id: '1', field: 'f' }, sealed)).toBe('words');
  });

  test('gets another code when the drawn one is taken', async () => {
    const taken = (await families.begin(`web-${randomUUID()}`, 0, at)).code;
    const draws = [taken, taken, newCaseCode()];
    const { code } = await open(() => draws.shift() ?? newCaseCode()).begin(conversation, 0, at);
    expect(code).not.toBe(taken);
    expect(draws).toHaveLength(0);
  });
});

describe('consents', () => {
  test('are kept each, and the last word counts', async () => {
    const { personId } = await families.begin(conversation, 0, at);
    expect(await families.hasConsent(personId, 'consent_basic')).toBe(false);
    await apply(personId, 2, consent('consent_basic', true));
    expect(await families.isProvisional(personId)).toBe(false);
    await apply(personId, 3, consent('consent_reminder', true));
    await apply(personId, 4, consent('consent_reminder', false));
    expect(await families.hasConsent(personId, 'consent_basic')).toBe(true);
    expect(await families.hasConsent(personId, 'consent_reminder')).toBe(false);
    expect((await families.consentsOf(personId)).map(({ consent: name, given }) => [name, given])).toEqual([
      ['consent_basic', true],
      ['consent_reminder', true],
      ['consent_reminder', false],
    ]);
    const stored = await mongo.db.collection('consents').findOne({ personId, given: false });
    expect(stored?.['textHash']).toBe('hash of consent_reminder 1 vi');
  });
});

describe('the safe-contact profile', () => {
  const referral = (safe: string | null): ReferralContent =>
    ({
      lang: 'vi',
      quietMode: false,
      contactWay: 'phone',
      answers: { contact: { value: { way: 'phone', value: '+821012345678' } }, contact_safe: { value: safe } },
    }) as unknown as ReferralContent;

  test('follows what she says, and quiet stays quiet', async () => {
    const { personId } = await families.begin(conversation, 0, at);
    expect(await families.profileOf(personId)).toMatchObject({ quiet: false, way: null });
    await apply(personId, 1, { type: 'language_changed', lang: 'vi' });
    await apply(personId, 2, { type: 'quiet_mode_entered', rules: ['S09'] });
    await apply(personId, 3, { type: 'referral_submitted', referral: referral('text_only') });
    expect(await families.profileOf(personId)).toEqual({
      lang: 'vi',
      quiet: true,
      loss: false,
      stopped: false,
      safe: 'text_only',
      way: 'phone',
      number: '+821012345678',
    });
    const raw = JSON.stringify(await mongo.db.collection('persons').findOne({ _id: personId as never }));
    expect(raw).not.toMatch(/8210|quiet|text_only/);
  });
});

describe('forgetting', () => {
  test('destroys the key and all that is held, and leaves one tombstone that names nobody', async () => {
    const { personId, code } = await families.begin(conversation, 0, at);
    const place = { collection: 'c', id: '1', field: 'f' };
    const sealed = await families.seal(personId, place, 'words');
    await apply(personId, 1, consent('consent_basic', true));
    await families.setReturnWord(conversation, 'blue heron');
    await families.forget(personId, {
      conversation,
      externalIds: ['m1', 'm2'],
      through: 2,
      at,
      reason: 'withdrawn',
      farewell: { externalId: 'm2', reply: { said: 'goodbye' } },
    });

    await expect(families.open(personId, place, sealed)).rejects.toThrow(ForgottenError);
    await expect(open().profileOf(personId)).rejects.toThrow(ForgottenError);
    expect(await families.personOf(conversation)).toBeNull();
    for (const name of ['persons', 'person_keys', 'consents', 'return_words']) {
      expect(await mongo.db.collection(name).countDocuments({ $or: [{ _id: personId as never }, { personId }] })).toBe(0);
    }
    const stones = await mongo.db.collection('tombstones').find({ through: 2, reason: 'withdrawn' }).toArray();
    expect(stones).toHaveLength(1);
    const raw = JSON.stringify(stones);
    for (const trace of [conversation, personId, code, '"m1"', '"m2"', 'goodbye']) expect(raw).not.toContain(trace);
  });

  test('meets a message that comes again with its farewell, or with silence', async () => {
    const { personId } = await families.begin(conversation, 0, at);
    await families.forget(personId, {
      conversation,
      externalIds: ['m1', 'm2'],
      through: 2,
      at,
      reason: 'consent_refused',
      farewell: { externalId: 'm2', reply: { said: 'goodbye' } },
    });
    expect(await families.grave(conversation, 'm2')).toEqual({ reason: 'consent_refused', through: 2, reply: { said: 'goodbye' } });
    expect(await families.grave(conversation, 'm1')).toEqual({ reason: 'consent_refused', through: 2, reply: null });
    expect(await families.grave(conversation, 'm3')).toBeNull();
    expect(await families.grave('another', 'm2')).toBeNull();
  });

  test('begins anew as someone else', async () => {
    const first = await families.begin(conversation, 0, at);
    const second = await families.begin(conversation, 7, at);
    expect(second.personId).not.toBe(first.personId);
    expect(await families.personOf(conversation)).toBe(second.personId);
  });
});

describe('coming back with code and word', () => {
  test('opens the conversation, however the two are typed', async () => {
    const { code } = await families.begin(conversation, 0, at);
    expect(await families.setReturnWord(conversation, 'a')).toBeNull();
    expect(await families.setReturnWord(conversation, ' Blue  Heron ')).toEqual({ code });
    for (const typed of [code, code.toLowerCase(), code.slice(3), ` ${code.replace('-', ' ')} `]) {
      expect(await families.resume(typed, 'blue heron')).toEqual({ state: 'open', conversation });
    }
    const raw = JSON.stringify(await mongo.db.collection('return_words').find().toArray());
    expect(raw).not.toMatch(/heron/i);
  });

  test('locks after five wrong words, counted for all processes together, until she sets a new word', async () => {
    const { code } = await families.begin(conversation, 0, at);
    await families.setReturnWord(conversation, 'blue heron');
    const tries = await Promise.all(Array.from({ length: 5 }, () => open().resume(code, 'wrong word')));
    expect(tries.map((tried) => (tried.state === 'refused' ? tried.triesLeft : -1)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(await open().resume(code, 'blue heron')).toEqual({ state: 'locked' });
    await families.setReturnWord(conversation, 'grey heron');
    expect(await families.resume(code, 'grey heron')).toEqual({ state: 'open', conversation });
  });

  test('tells nothing about codes that nobody has', async () => {
    const unknown = newCaseCode();
    expect(await families.resume(unknown, 'blue heron')).toEqual({ state: 'refused', triesLeft: 4 });
    expect(await families.resume('{"$ne":1}', 'blue heron')).toEqual({ state: 'refused', triesLeft: 4 });
  });

  test('without a word set, nothing opens', async () => {
    const { code } = await families.begin(conversation, 0, at);
    expect((await families.resume(code, '')).state).toBe('refused');
  });
});
