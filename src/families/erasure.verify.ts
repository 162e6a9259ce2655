import type { Db, Document } from 'mongodb';
import type { Hmac } from '../platform/hmac.ts';
import type { Check, Patience, Violation } from '../platform/invariant.ts';

/** A field of some collection that leads to a person. Each slice names its own. */
export interface PersonLink {
  readonly collection: string;
  readonly field: string;
  /** Narrows to rows where the field may be set at all. */
  readonly where?: Document;
}

/** Links of this slice's own collections. */
export const familyLinks: readonly PersonLink[] = [
  { collection: 'consents', field: 'personId' },
  { collection: 'return_words', field: '_id' },
];

export interface ErasureCheckDeps {
  readonly db: Db;
  readonly hmac: Hmac;
  readonly patience: Patience;
  readonly links: readonly PersonLink[];
}

const REPAIR = {
  link: 'she was erased, but this stayed: remove what leads to her from this document, and report how it came',
  key: 'a key without its person: if her turns are gone, delete this key',
  person: 'her key is gone: nothing of hers can be read; delete this document to finish the erasure',
  stone: 'an erasure without its tombstone: a message sent again could revive her; report it with this conversation',
} as const;

/** Message ids among these that lie under a tombstone of the conversation. */
export function buriedMessages(db: Db, hmac: Hmac) {
  const stones = db.collection<{ conversation: string; externalIds: string[] }>('tombstones');
  return async (conversation: string, externalIds: readonly string[]): Promise<readonly string[]> => {
    const byHash = new Map(externalIds.map((id) => [hmac.digest('tombstone', 'message', conversation, id), id]));
    const found: string[] = [];
    const under = { conversation: hmac.digest('tombstone', 'conversation', conversation), externalIds: { $in: [...byHash.keys()] } };
    for await (const stone of stones.find(under)) found.push(...stone.externalIds.flatMap((hash) => byHash.get(hash) ?? []));
    return found;
  };
}

/** Of an erased person nothing is left: no key, no document that leads to her; and a tombstone stands for her. */
export function erasureCheck({ db, hmac, patience, links }: ErasureCheckDeps): Check {
  const persons = db.collection<{ _id: string; conversation: string; since: number }>('persons');

  /** Documents whose person is not there. The server joins; only those come here. */
  const orphans = ({ collection, field, where = {} }: PersonLink) =>
    db
      .collection(collection)
      .aggregate<{ _id: unknown; person: string }>(
        [
          { $match: { ...where, [field]: { $type: 'string' } } },
          { $project: { person: `$${field}` } },
          { $lookup: { from: 'persons', localField: 'person', foreignField: '_id', pipeline: [{ $project: { _id: 1 } }], as: 'persons' } },
          { $match: { persons: { $size: 0 } } },
          { $project: { person: 1 } },
        ],
        { allowDiskUse: true },
      );

  async function* linked(link: PersonLink): AsyncIterable<Violation> {
    for await (const { _id, person } of orphans(link)) {
      const isFine = async (): Promise<boolean> =>
        (await db
          .collection<{ _id: unknown }>(link.collection)
          .findOne({ _id, [link.field]: person } as Document, { projection: { _id: 1 } })) === null ||
        (await persons.findOne({ _id: person }, { projection: { _id: 1 } })) !== null;
      if (await patience.becomesFine(isFine)) continue;
      yield {
        invariant: 'INV10',
        where: `${link.collection} ${String(_id)}`,
        what: 'it leads to a person who was erased',
        repair: REPAIR.link,
      };
    }
  }

  async function* keys(): AsyncIterable<Violation> {
    for await (const { _id } of orphans({ collection: 'person_keys', field: '_id', where: { provisional: false } })) {
      const isFine = async (): Promise<boolean> =>
        (await db.collection<{ _id: string }>('person_keys').findOne({ _id: String(_id) }, { projection: { _id: 1 } })) === null;
      if (!(await patience.becomesFine(isFine)))
        yield {
          invariant: 'INV10',
          where: `person_keys ${String(_id)}`,
          what: 'the key of an erased person is still there',
          repair: REPAIR.key,
        };
    }
    const keyless = persons.aggregate<{ _id: string }>(
      [
        { $match: { profile: { $ne: null } } },
        { $project: { _id: 1 } },
        { $lookup: { from: 'person_keys', localField: '_id', foreignField: '_id', pipeline: [{ $project: { _id: 1 } }], as: 'keys' } },
        { $match: { keys: { $size: 0 } } },
      ],
      { allowDiskUse: true },
    );
    for await (const { _id } of keyless) {
      const isFine = async (): Promise<boolean> => (await persons.findOne({ _id }, { projection: { _id: 1 } })) === null;
      if (!(await patience.becomesFine(isFine)))
        yield {
          invariant: 'INV10',
          where: `persons ${_id}`,
          what: 'her key is gone, but not what was known of her',
          repair: REPAIR.person,
        };
    }
  }

  /** Each finished erasing turn has its tombstone, and nobody from before it is still known. */
  async function* graves(): AsyncIterable<Violation> {
    const erasing = { erased: true, gone: { $exists: false }, unfinished: { $exists: false } } as const;
    for await (const { conversation, seq } of db
      .collection<{ conversation: string; seq: number }>('turns')
      .find(erasing, { projection: { _id: 0, conversation: 1, seq: 1 } })) {
      const id = hmac.digest('tombstone', 'erasure', conversation, String(seq));
      const stone = await db.collection<{ _id: string }>('tombstones').findOne({ _id: id }, { projection: { _id: 1 } });
      const where = `turns ${conversation} ${seq}`;
      if (!stone) yield { invariant: 'INV10', where, what: 'erased, but there is no tombstone', repair: REPAIR.stone };
      const still = await persons.findOne({ conversation, since: { $lt: seq } }, { projection: { _id: 1 } });
      if (still)
        yield {
          invariant: 'INV10',
          where: `persons ${still._id}`,
          what: `known though everything up to turn ${seq} was erased`,
          repair: REPAIR.person,
        };
    }
  }

  return {
    name: 'erasures',
    covers: ['INV10'],
    async *run() {
      for (const link of [...familyLinks, ...links]) yield* linked(link);
      yield* keys();
      yield* graves();
    },
  };
}
