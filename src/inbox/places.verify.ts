import type { Db, Document } from 'mongodb';
import type { Check, Patience, Violation } from '../platform/invariant.ts';

/** What a place of the order says without a key. */
interface Place {
  readonly conversation: string;
  readonly seq: number;
  readonly externalId: string;
  readonly erased?: true;
  readonly unfinished?: true;
  /** A blank: may vanish. */
  readonly gone?: Date;
  readonly erasedThrough?: number;
}

export interface PlacesDeps {
  readonly db: Db;
  readonly patience: Patience;
  /** Message ids of these that lie under a tombstone of the conversation. */
  readonly buried: (conversation: string, externalIds: readonly string[]) => Promise<readonly string[]>;
}

/** Holes that are kept in mind for one conversation; more are told as one. */
const MAX_HOLES = 20;
/** Readable turns of a conversation that are looked up under tombstones at once. */
const BATCH = 200;

const isBlank = ({ erased, gone }: Place): boolean => erased === true && gone !== undefined;
const isErasing = ({ erased, gone }: Place): boolean => erased === true && gone === undefined;

const REPAIR = {
  hole: 'a turn was lost: compare with a backup; the conversation goes on after its last turn',
  twice: 'the unique indexes of `turns` are missing: start First Step once to make them, then remove the later copy',
  left: 'write in that conversation or start First Step: whoever meets an unfinished erasure finishes it; else blank the turn by hand',
  buried: 'a message that was erased has a turn again: erase the person of that turn, and report how it came there',
  lane: 'turns were lost after their effects were applied: compare with a backup',
} as const;

/** One conversation on its way through the stream. */
interface Lane {
  readonly conversation: string;
  last: number;
  /** Turns up to this one may be missing. */
  floor: number;
  unfinished: boolean;
  holes: { readonly from: number; readonly to: number }[];
  /** Readable turns since the floor was last raised. */
  readable: Place[];
  /** Readable turns that a floor came after. */
  left: Place[];
}

const opened = (conversation: string): Lane => ({ conversation, last: 0, floor: 0, unfinished: false, holes: [], readable: [], left: [] });

function take(lane: Lane, place: Place): void {
  if (place.seq > lane.last + 1 && lane.holes.length < MAX_HOLES) lane.holes.push({ from: lane.last + 1, to: place.seq - 1 });
  lane.last = place.seq;
  const floor = isErasing(place) ? place.seq : (place.erasedThrough ?? 0);
  if (floor > lane.floor) {
    lane.floor = floor;
    lane.unfinished = place.unfinished ?? false;
    lane.left.push(...lane.readable.filter(({ seq }) => seq <= floor).slice(0, MAX_HOLES));
    lane.readable = [];
  }
  if (!isBlank(place) && !isErasing(place) && lane.readable.length < BATCH) lane.readable.push(place);
}

/**
 * The order of each conversation: every place from the last erasure on is there, once; nothing readable is left before
 * it, and no erased message has come back.
 */
export function placesCheck({ db, patience, buried }: PlacesDeps): Check {
  const turns = db.collection<Place & Document>('turns', { readConcern: { level: 'majority' }, readPreference: 'primary' });
  const fields = { _id: 0, conversation: 1, seq: 1, externalId: 1, erased: 1, unfinished: 1, gone: 1, erasedThrough: 1 } as const;

  const isBlankNow = async ({ conversation, seq }: Place): Promise<boolean> => {
    const now = await turns.findOne({ conversation, seq }, { projection: fields });
    return now === null || isBlank(now);
  };

  async function* close(lane: Lane): AsyncIterable<Violation> {
    const where = `turns ${lane.conversation}`;
    for (const { from, to } of lane.holes) {
      if (to <= lane.floor) continue;
      const what = from === to ? `turn ${to} is missing` : `turns ${Math.max(from, lane.floor + 1)} to ${to} are missing`;
      yield { invariant: 'INV1', where, what, repair: REPAIR.hole };
    }
    for (const place of lane.left) {
      if (await patience.becomesFine(() => isBlankNow(place))) continue;
      const what = `turn ${place.seq} can be read, though everything up to ${lane.floor} was erased`;
      yield { invariant: 'INV10', where: `${where} ${place.seq}`, what, repair: REPAIR.left };
    }
    if (lane.unfinished) {
      const isFinished = async (): Promise<boolean> =>
        (await turns.findOne({ conversation: lane.conversation, seq: lane.floor, unfinished: true }, { projection: { seq: 1 } })) === null;
      if (!(await patience.becomesFine(isFinished)))
        yield { invariant: 'INV10', where: `${where} ${lane.floor}`, what: 'an erasure was begun and not finished', repair: REPAIR.left };
    }
    if (lane.floor > 0 && lane.readable.length > 0) {
      for (const id of await buried(
        lane.conversation,
        lane.readable.map(({ externalId }) => externalId),
      ))
        yield { invariant: 'INV10', where: `${where} ${id}`, what: 'an erased message has a turn again', repair: REPAIR.buried };
    }
  }

  async function* inOrder(): AsyncIterable<Violation> {
    let lane: Lane | null = null;
    for await (const place of turns.find({}, { sort: { conversation: 1, seq: 1 }, projection: fields, allowDiskUse: true })) {
      if (lane?.conversation !== place.conversation) {
        if (lane) yield* close(lane);
        lane = opened(place.conversation);
      }
      if (place.seq === lane.last)
        yield { invariant: 'INV1', where: `turns ${place.conversation}`, what: `turn ${place.seq} is there twice`, repair: REPAIR.twice };
      else take(lane, place);
    }
    if (lane) yield* close(lane);
  }

  async function* messagesTwice(): AsyncIterable<Violation> {
    let before: Pick<Place, 'conversation' | 'externalId'> | null = null;
    const projection = { _id: 0, conversation: 1, externalId: 1 } as const;
    for await (const place of turns.find({}, { sort: { conversation: 1, externalId: 1 }, projection, allowDiskUse: true })) {
      if (before?.conversation === place.conversation && before.externalId === place.externalId)
        yield {
          invariant: 'INV1',
          where: `turns ${place.conversation}`,
          what: `message ${place.externalId} has two turns`,
          repair: REPAIR.twice,
        };
      before = place;
    }
  }

  /** Effects were applied up to a turn that is not there. */
  async function* lanesAhead(): AsyncIterable<Violation> {
    const last = [
      { $match: { $expr: { $eq: ['$conversation', '$$lane'] } } },
      { $sort: { seq: -1 } },
      { $limit: 1 },
      { $project: { _id: 0, seq: 1 } },
    ];
    const ahead = db
      .collection('conversations')
      .aggregate<{ _id: string; appliedThrough: number; seq: number }>(
        [
          { $lookup: { from: 'turns', let: { lane: '$_id' }, pipeline: last, as: 'last' } },
          { $set: { seq: { $ifNull: [{ $first: '$last.seq' }, 0] } } },
          { $match: { $expr: { $gt: ['$appliedThrough', '$seq'] } } },
          { $project: { appliedThrough: 1, seq: 1 } },
        ],
        { allowDiskUse: true },
      );
    for await (const { _id, appliedThrough, seq } of ahead)
      yield {
        invariant: 'INV1',
        where: `turns ${_id}`,
        what: `turn ${appliedThrough} was applied, but the last turn is ${seq}`,
        repair: REPAIR.lane,
      };
  }

  return {
    name: 'order of turns',
    covers: ['INV1', 'INV10'],
    async *run() {
      yield* inOrder();
      yield* messagesTwice();
      yield* lanesAhead();
    },
  };
}
