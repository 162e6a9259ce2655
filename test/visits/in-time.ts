import type { Db } from 'mongodb';
import { until } from '../messages/until.ts';
import type { OpenVisits } from './open-visits.ts';

const HOUR = 3_600_000;
/** Wall time in Seoul. */
export const seoul = (text: string): Date => new Date(`${text}:00+09:00`);

/** Time that passes, and what went out meanwhile. */
export function inTime(db: Db, open: OpenVisits) {
  const rows = db.collection('deliveries');
  return {
    /** Lets business time pass hour by hour; at each, what is due is done before time goes on. */
    async pass(to: Date, at: (now: Date) => Promise<void> = async () => {}): Promise<void> {
      for (let now = open.clock.now().getTime(); now <= to.getTime(); now += HOUR) {
        open.clock.set(new Date(now));
        await at(new Date(now));
        await open.net();
        await until(
          async () =>
            (await rows.countDocuments({ $or: [{ stage: 'waiting', due: { $lte: new Date(now) } }, { stage: 'sending' }] })) === 0,
        );
      }
    },
    /** `<kind> <channel> <Seoul time>` of everything that went out, in order. */
    async sent(audience: 'family' | 'staff'): Promise<string[]> {
      const found = await rows
        .find({ audience, state: { $in: ['sent', 'seen', 'expired'] }, reason: null })
        .sort({ due: 1, channel: 1 })
        .toArray();
      return found.map(
        (row) => `${String(row['kind'])} ${String(row['channel'])} ${new Date(Number(row['due']) + 9 * HOUR).toISOString().slice(5, 16)}`,
      );
    },
    /** `<kind>.<version> <state> [<reason>]` of every message to a family. */
    async outcomes(): Promise<string[]> {
      const found = await rows.find({ audience: 'family' }).sort({ due: 1, 'subject.version': 1 }).toArray();
      return found.map(
        (row) =>
          `${String(row['kind'])}.${String((row['subject'] as { version: number }).version)} ${String(row['state'])}${row['reason'] === null ? '' : ` ${String(row['reason'])}`}`,
      );
    },
  };
}
