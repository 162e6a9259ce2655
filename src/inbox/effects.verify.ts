import type { Db } from 'mongodb';
import type { Check, Patience } from '../platform/invariant.ts';
import type { TurnDocument } from './turns.store.ts';

const BATCH = 500;

const REPAIR = {
  waiting: 'start First Step: the net applies it within a minute; if not, its log says `effect_stuck`, and why',
  passed:
    'the effect was passed over and will not be applied by itself: set `conversations.appliedThrough` of this conversation to the turn before',
  phantom: 'a turn was lost after its effect was applied: compare with a backup',
  left: 'start First Step: the net does what an erasure left to do within a minute',
} as const;

/** `<conversation>:<seq>:<index>` */
function parsed(id: string): { readonly conversation: string; readonly seq: number; readonly index: number } | null {
  const found = /^(.+):(\d+):(\d+)$/.exec(id);
  return found ? { conversation: found[1] ?? '', seq: Number(found[2]), index: Number(found[3]) } : null;
}

/** Every effect of every turn is marked as applied, once, and nothing is marked that no turn has. */
export function effectsCheck({ db, patience }: { readonly db: Db; readonly patience: Patience }): Check {
  const turns = db.collection<TurnDocument>('turns', { readConcern: { level: 'majority' }, readPreference: 'primary' });
  const applied = db.collection<{ _id: string }>('applied_effects');
  const lanes = db.collection<{ _id: string; appliedThrough: number }>('conversations');

  /** Effects without a mark. The server joins; only what is missing comes here. */
  const unmarked = () =>
    turns.aggregate<{ conversation: string; seq: number; missing: string[] }>(
      [
        { $match: { hasEffects: true, erased: { $exists: false } } },
        {
          $project: {
            _id: 0,
            conversation: 1,
            seq: 1,
            ids: {
              $map: {
                input: '$effects',
                in: { $concat: ['$conversation', ':', { $toString: '$seq' }, ':', { $toString: { $toLong: '$$this' } }] },
              },
            },
          },
        },
        { $lookup: { from: 'applied_effects', localField: 'ids', foreignField: '_id', as: 'marks' } },
        { $project: { conversation: 1, seq: 1, missing: { $setDifference: ['$ids', '$marks._id'] } } },
        { $match: { 'missing.0': { $exists: true } } },
      ],
      { allowDiskUse: true },
    );

  const isGone = async (conversation: string, seq: number): Promise<boolean> => {
    const now = await turns.findOne({ conversation, seq }, { projection: { erased: 1 } });
    return now === null || now.erased === true;
  };

  /** What each row of a batch belongs to is not there, or does not have it. */
  const phantoms = async (ids: readonly string[]): Promise<string[]> => {
    const keys = ids.flatMap((id) => parsed(id) ?? []);
    const places = keys.map(({ conversation, seq }) => ({ conversation, seq }));
    const found = await turns.find({ $or: places }, { projection: { _id: 0, conversation: 1, seq: 1, effects: 1, erased: 1 } }).toArray();
    const byPlace = new Map(found.map((turn) => [`${turn.conversation}:${turn.seq}`, turn]));
    const strange = keys.filter(({ conversation, seq, index }) => {
      const turn = byPlace.get(`${conversation}:${seq}`);
      return !turn || (turn.erased !== true && !(turn.effects ?? []).includes(index));
    });
    const kept: string[] = [];
    for (const { conversation, seq, index } of strange) {
      // Places before an erasure vanish after a day; their marks stay.
      const later = await turns.findOne(
        { conversation, $or: [{ erased: true, seq: { $gte: seq } }, { erasedThrough: { $gte: seq } }] },
        { projection: { _id: 1 } },
      );
      if (later === null) kept.push(`${conversation}:${seq}:${index}`);
    }
    return kept;
  };

  return {
    name: 'effects',
    covers: ['INV3'],
    async *run() {
      for await (const { conversation, seq, missing } of unmarked()) {
        const isFine = async (): Promise<boolean> =>
          (await applied.countDocuments({ _id: { $in: missing } })) === missing.length || (await isGone(conversation, seq));
        if (await patience.becomesFine(isFine)) continue;
        const through = (await lanes.findOne({ _id: conversation }))?.appliedThrough ?? 0;
        const where = `turns ${conversation} ${seq}`;
        const which = missing.map((id) => id.slice(id.lastIndexOf(':') + 1)).join(', ');
        if (through >= seq)
          yield { invariant: 'INV3', where, what: `effect ${which} was passed over without being applied`, repair: REPAIR.passed };
        else yield { invariant: 'INV3', where, what: `effect ${which} is not applied`, repair: REPAIR.waiting };
      }

      for await (const { conversation, seq } of turns.find(
        { hasEffects: true, erased: true },
        { projection: { _id: 0, conversation: 1, seq: 1 } },
      )) {
        const isSettled = async (): Promise<boolean> =>
          (await turns.findOne({ conversation, seq, hasEffects: true, erased: true }, { projection: { _id: 1 } })) === null;
        if (!(await patience.becomesFine(isSettled)))
          yield {
            invariant: 'INV3',
            where: `turns ${conversation} ${seq}`,
            what: 'what an erasure left to the other slices is not done',
            repair: REPAIR.left,
          };
      }

      let batch: string[] = [];
      for await (const { _id } of applied.find({}, { projection: { _id: 1 } })) {
        batch.push(_id);
        if (batch.length < BATCH) continue;
        for (const id of await phantoms(batch))
          yield { invariant: 'INV3', where: `applied_effects ${id}`, what: 'no turn has this effect', repair: REPAIR.phantom };
        batch = [];
      }
      if (batch.length > 0) {
        for (const id of await phantoms(batch))
          yield { invariant: 'INV3', where: `applied_effects ${id}`, what: 'no turn has this effect', repair: REPAIR.phantom };
      }
    },
  };
}
