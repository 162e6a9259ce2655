import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from 'mongodb';
import type { BusinessClock } from './business-clock.ts';

/** Something that may still be under way: how many of it there are. */
interface Open {
  readonly what: string;
  count(): Promise<number>;
}

/** Nothing that is due to be sent waits or is in somebody's hands. */
export const deliveriesDue = (db: Db, now: Date): Promise<number> =>
  db.collection('deliveries').countDocuments({ $or: [{ stage: 'waiting', due: { $lte: now } }, { stage: 'sending' }] });

function openThings(db: Db, clock: BusinessClock): readonly Open[] {
  const count = (collection: string, filter: object) => () => db.collection(collection).countDocuments(filter);
  const dueBy = () => ({ $gt: new Date(0), $lte: clock.now() });
  return [
    {
      what: 'effects to apply',
      async count() {
        const behind = db
          .collection('turns')
          .aggregate<{ count: number }>([
            { $match: { hasEffects: true } },
            { $group: { _id: '$conversation', last: { $max: '$seq' } } },
            { $lookup: { from: 'conversations', localField: '_id', foreignField: '_id', as: 'lane' } },
            { $match: { $expr: { $lt: [{ $ifNull: [{ $first: '$lane.appliedThrough' }, -1] }, '$last'] } } },
            { $count: 'count' },
          ]);
        return (await behind.next())?.count ?? 0;
      },
    },
    { what: 'effects that are stuck', count: count('stuck_effects', {}) },
    { what: 'erasures to finish', count: count('turns', { unfinished: true }) },
    { what: 'referrals to hand over', count: count('referrals', { status: 'submitted' }) },
    { what: 'steps of ladders', count: () => db.collection('referrals').countDocuments({ nextStepAt: dueBy() }) },
    { what: 'acceptances to tell', count: count('referrals', { tellAccepted: true }) },
    { what: 'visits to tell', count: count('visits', { tell: true }) },
    { what: 'timers', count: () => db.collection('timers').countDocuments({ at: { $lte: clock.now() } }) },
    { what: 'alerts to ring', count: () => db.collection('alerts').countDocuments({ nextRingAt: dueBy() }) },
    { what: 'deliveries', count: () => deliveriesDue(db, clock.now()) },
  ];
}

const LOOK_MS = 100;
const NUDGE_MS = 2_000;
const SAY_MS = 5_000;

/**
 * Waits until nothing is under way any more. The business clock is set to where it stands again and again, which makes
 * the net look. Returns what was still open after `patienceMs`.
 */
export async function settle(
  db: Db,
  clock: BusinessClock,
  options: { patienceMs: number; say: (line: string) => void },
): Promise<readonly string[]> {
  const { patienceMs, say } = options;
  const things = openThings(db, clock);
  const limit = performance.now() + patienceMs;
  let nudged = 0;
  let said = performance.now();
  for (;;) {
    const left: string[] = [];
    for (const { what, count } of things) {
      const found = await count();
      if (found > 0) left.push(`${found} ${what}`);
    }
    if (left.length === 0 || performance.now() > limit) return left;
    if (performance.now() - said > SAY_MS) {
      say(`waiting for ${left.join(', ')}`);
      said = performance.now();
    }
    if (performance.now() - nudged > NUDGE_MS) {
      clock.nudge();
      nudged = performance.now();
    }
    await wait(LOOK_MS);
  }
}

/** Waits until all that is due at this hour is sent. False when it is not within `patienceMs`. */
export async function untilSent(db: Db, clock: BusinessClock, patienceMs: number): Promise<boolean> {
  const limit = performance.now() + patienceMs;
  let nudged = performance.now();
  while (performance.now() < limit) {
    const stand = clock.stand();
    if (stand && (await deliveriesDue(db, stand.at)) === 0 && clock.stand() === stand) {
      stand.rested = true;
      return true;
    }
    if (performance.now() - nudged > NUDGE_MS) {
      clock.nudge();
      nudged = performance.now();
    }
    await wait(LOOK_MS);
  }
  return false;
}

/** When the next message is due; null when none waits. */
export async function nextDue(db: Db, now: Date): Promise<Date | null> {
  const next = await db
    .collection<{ due: Date }>('deliveries')
    .findOne({ stage: 'waiting', due: { $gt: now } }, { sort: { due: 1 }, projection: { due: 1 } });
  return next?.due ?? null;
}
