import type { ClientSession, Db } from 'mongodb';
import type { EffectEvent, EffectType } from '../conversation/events.ts';
import type { Lang } from '../conversation/types.ts';
import type { Keys } from '../platform/keyring.store.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { openJson, type Place, sealJson } from '../platform/seal.ts';
import { type ConsentDocument, consentIndexes, createConsents } from './consents.store.ts';
import { type Grave, ForgottenError, type Tombstone } from './erasure.ts';
import { createPersonKeys, personKeyIndexes } from './person-keys.store.ts';
import { createPersons, type PersonDocument, personIndexes } from './persons.store.ts';
import { EMPTY_PROFILE, foldProfile, type Profile } from './profile.ts';
import { normalCode, usableWord } from './return-word.ts';
import { createReturnWords, returnWordIndexes } from './return-words.store.ts';
import { createTombstones, tombstoneIndexes } from './tombstones.store.ts';

export const familiesIndexes: readonly CollectionIndexes[] = [
  personIndexes,
  personKeyIndexes,
  consentIndexes,
  tombstoneIndexes,
  ...returnWordIndexes,
];

/** Where an effect comes from, as far as this slice needs it. */
export interface EffectSource {
  readonly conversation: string;
  readonly personId: string;
  readonly turnSeq: number;
  readonly index: number;
  readonly at: Date;
}

/** An effect with where it comes from. */
export interface FamilyEffect {
  readonly source: EffectSource;
  readonly event: EffectEvent;
}

export interface ConsentRecord {
  readonly consent: string;
  readonly given: boolean;
  readonly version: string;
  readonly lang: string;
  readonly at: Date;
}

export type Resumed =
  | { readonly state: 'open'; readonly conversation: string }
  | { readonly state: 'refused'; readonly triesLeft: number }
  | { readonly state: 'locked' };

/** Effects that this slice folds into consents, keys and the safe-contact profile. */
export const FAMILY_EFFECTS = [
  'consent_recorded',
  'language_changed',
  'quiet_mode_entered',
  'loss_told',
  'conversation_paused',
  'conversation_resumed',
  'referral_submitted',
  'referral_revised',
] as const satisfies readonly EffectType[];

export interface FamiliesDeps {
  readonly db: Db;
  readonly keys: Keys;
  readonly newCaseCode: () => string;
  /** Hash of the words of a consent in a language, stored with each yes and no. */
  readonly consentTextHash: (consent: string, version: string, lang: Lang) => string;
}

export type Families = ReturnType<typeof createFamilies>;

/** Who a person is: her key, her consents, how she may be reached, and how she is forgotten. */
export function createFamilies({ db, keys: { ring, hmac }, newCaseCode, consentTextHash }: FamiliesDeps) {
  const keys = createPersonKeys(db, ring);
  const persons = createPersons(db, newCaseCode);
  const consents = createConsents(db);
  const tombstones = createTombstones(db, hmac);
  const words = createReturnWords(db, hmac);

  const seal = async (personId: string, place: Place, value: unknown): Promise<Buffer> => sealJson(await keys.get(personId), place, value);
  const open = async <T>(personId: string, place: Place, sealed: Uint8Array): Promise<T> =>
    openJson<T>(await keys.get(personId), place, sealed);
  const profilePlace = (personId: string): Place => ({ collection: 'persons', id: personId, field: 'profile' });

  const openProfile = ({ _id, profile }: PersonDocument): Promise<Profile> | Profile =>
    profile ? open<Profile>(_id, profilePlace(_id), profile) : EMPTY_PROFILE;
  const profileOf = async (personId: string): Promise<Profile> => {
    const person = await persons.byId(personId);
    if (!person) throw new ForgottenError();
    return openProfile(person);
  };

  const consentOf = async (
    { conversation, personId, turnSeq, index, at }: EffectSource,
    { consent, given, version, lang, detail }: Extract<EffectEvent, { type: 'consent_recorded' }>,
  ): Promise<ConsentDocument> => {
    const _id = `${conversation}:${turnSeq}:${index}`;
    const sealed = detail ? await seal(personId, { collection: 'consents', id: _id, field: 'detail' }, detail) : null;
    const textHash = consentTextHash(consent, version, lang);
    return { _id, personId, consent, given, version, lang, textHash, at, order: [turnSeq, index], detail: sealed };
  };

  const recordConsents = async (recorded: readonly ConsentDocument[], tx: ClientSession): Promise<void> => {
    await consents.record(recorded, tx);
    const lasting = recorded.filter(({ consent, given }) => consent === 'consent_basic' && given);
    await keys.activate(
      lasting.map(({ personId }) => personId),
      tx,
    );
  };

  const foldProfiles = async (effects: readonly FamilyEffect[], tx: ClientSession): Promise<void> => {
    if (effects.length === 0) return;
    const ids = effects.map(({ source }) => source.personId);
    const found = new Map((await persons.byIds(ids, tx)).map((person) => [person._id, person]));
    const changed: { personId: string; profile: Buffer }[] = [];
    for (const { source, event } of effects) {
      const { personId } = source;
      const person = found.get(personId);
      if (!person) throw new ForgottenError();
      const before = await openProfile(person);
      const after = foldProfile(before, event);
      if (after !== before) changed.push({ personId, profile: await seal(personId, profilePlace(personId), after) });
    }
    await persons.setProfiles(changed, tx);
  };

  /** Applies `FAMILY_EFFECTS`, each of another person, inside the transaction that marks them as applied. */
  const applyAll = async (effects: readonly FamilyEffect[], tx: ClientSession): Promise<void> => {
    const recorded = effects.flatMap(({ source, event }) => (event.type === 'consent_recorded' ? [consentOf(source, event)] : []));
    await recordConsents(await Promise.all(recorded), tx);
    await foldProfiles(
      effects.filter(({ event }) => event.type !== 'consent_recorded'),
      tx,
    );
  };

  const consentsOf = async (personId: string): Promise<ConsentRecord[]> =>
    (await consents.of(personId)).map(({ consent, given, version, lang, at }) => ({ consent, given, version, lang, at }));

  return {
    /** The person who writes in a conversation after turn `since`, with a provisional key and a case code. Idempotent. */
    async begin(conversation: string, since: number, at: Date): Promise<{ personId: string; code: string }> {
      const personId = hmac.digest('person', conversation, String(since));
      const [person] = await Promise.all([persons.open({ _id: personId, conversation, since, createdAt: at }), keys.begin(personId, at)]);
      return { personId, code: person.code };
    },

    /** Seals a value of hers for one place. Throws `ForgottenError` when her key is gone. */
    seal,
    /** Opens it again. The caller names the type that was sealed there. */
    open,
    /** Her data key, for many values at once. */
    dataKey: (personId: string): Promise<Buffer> => keys.get(personId),
    isProvisional: keys.isProvisional,

    profileOf,
    consentsOf,
    /** The last word counts; never asked means no. */
    async hasConsent(personId: string, consent: string): Promise<boolean> {
      return (await consentsOf(personId)).findLast((record) => record.consent === consent)?.given ?? false;
    },
    personOf: async (conversation: string): Promise<string | null> => (await persons.ofConversation(conversation))?._id ?? null,
    /** The case of whoever writes in this conversation now, and whether she consented; null when nobody is known there. */
    async caseOf(conversation: string): Promise<{ readonly personId: string; readonly code: string; readonly identified: boolean } | null> {
      const person = await persons.ofConversation(conversation);
      if (!person) return null;
      return {
        personId: person._id,
        code: person.code,
        identified: await keys.isProvisional(person._id).then((provisional) => !provisional),
      };
    },
    conversationOf: async (personId: string): Promise<string | null> => (await persons.byId(personId))?.conversation ?? null,

    applyAll,
    /** The same for one. */
    apply: (source: EffectSource, event: EffectEvent, tx: ClientSession): Promise<void> => applyAll([{ source, event }], tx),

    /** Leaves the tombstone, destroys the key, and removes all that this slice holds of her. Done again, it changes nothing. */
    async forget(personId: string, stone: Tombstone): Promise<void> {
      await tombstones.write(stone);
      await keys.destroy(personId);
      await Promise.all([persons.remove(personId), consents.remove(personId), words.remove(personId)]);
    },
    /**
     * Turn `seq` erased whoever wrote before it. A process that slept through that may have written her down again, on its
     * way to a turn that it then could not store: that goes, too.
     */
    async clearBefore(conversation: string, seq: number): Promise<void> {
      for (const personId of await persons.idsBefore(conversation, seq)) {
        await keys.destroy(personId);
        await persons.remove(personId);
      }
    },
    /** A tombstone alone: turns were erased, the person stays. */
    bury: (stone: Tombstone, tx: ClientSession): Promise<void> => tombstones.write(stone, tx),
    /** What lies under a message id that comes again, or null. */
    grave: <Reply>(conversation: string, externalId: string): Promise<Grave<Reply> | null> =>
      tombstones.find<Reply>(conversation, externalId),

    /** Sets the word that, with the case code, opens this conversation elsewhere. Returns the code, or null when the word is too short or long. */
    async setReturnWord(conversation: string, word: string): Promise<{ code: string } | null> {
      const person = await persons.ofConversation(conversation);
      if (!person) throw new ForgottenError();
      if (!usableWord(word)) return null;
      await words.set(person._id, person.code, word);
      return { code: person.code };
    },

    /** Opens a conversation by case code and return word. Five wrong tries lock the code until she sets a new word. */
    async resume(typedCode: string, word: string): Promise<Resumed> {
      const code = normalCode(typedCode) ?? typedCode.slice(0, 100);
      const triesLeft = await words.countTry(code);
      if (triesLeft === null) return { state: 'locked' };
      const person = await persons.byCode(code);
      if (!(await words.matches(person?._id ?? null, word)) || !person) return { state: 'refused', triesLeft };
      await words.forgive(code);
      return { state: 'open', conversation: person.conversation };
    },
  };
}
