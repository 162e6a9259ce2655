import type { Db } from 'mongodb';
import type { ConsentRecord, PersonLink } from '../families/index.ts';
import type { Check, Violation } from '../platform/invariant.ts';
import type { DeliveryDocument } from './delivery-row.ts';
import type { QuietHours } from './gate.ts';

export const deliveryLinks: readonly PersonLink[] = [{ collection: 'deliveries', field: 'personId', where: { audience: 'family' } }];

/** What it needs to know of other slices; given by the wiring. */
export interface DeliveriesCheckDeps {
  readonly db: Db;
  readonly quietHours: QuietHours;
  /** All consents of a person, oldest first. */
  readonly consentsOf: (personId: string) => Promise<readonly ConsentRecord[]>;
  /** When each version of a subject came to be, the first one first; null where the subject keeps no such record. */
  readonly versionsOf: (subject: DeliveryDocument['subject']) => Promise<readonly Date[] | null>;
  /** Since when nothing may be sent to her first; null: it may. */
  readonly quietSince: (personId: string, conversation: string) => Promise<Date | null>;
}

/** Clocks of two processes, and a channel that had it in the very moment of the change. */
const SLACK_MS = { web: 5_000, console: 5_000, email: 60_000 } as const;
/** An effect that a killed process left is applied by the net within its next pass. */
const EFFECT_MS = 60_000;

const REPAIR = {
  stale: 'tell the recipient the right time by another way now, and report this row',
  consent: 'she had taken her consent back: tell her that it was our fault, and report this row',
  quiet: 'report this row: the gate let it pass at this hour',
  danger: 'nothing may be sent to her: a supervisor looks at this case now, and report this row',
  late: 'report this row: it was sent after its expiry',
  unknown: 'report this row: a message that went out has its time',
  twice: 'report these rows: one message went out twice',
} as const;

/** Messages that went out were due: of the version of then, with her consent, at an allowed hour, and once. */
export function deliveriesCheck({ db, quietHours, consentsOf, versionsOf, quietSince }: DeliveriesCheckDeps): Check {
  const rows = db.collection<DeliveryDocument>('deliveries');

  /** Her last word on a consent at that time, or a pass of the net before it. */
  const hadConsent = async (personId: string, consent: string, at: Date): Promise<boolean> => {
    const said = (await consentsOf(personId)).filter((one) => one.consent === consent);
    const lastBy = (time: number): boolean => said.findLast((one) => one.at.getTime() <= time)?.given ?? false;
    return lastBy(at.getTime()) || lastBy(at.getTime() - EFFECT_MS);
  };

  /** What must hold of a message in the moment in which it went out, or stood on her screen. */
  async function* faultsAt(
    row: DeliveryDocument,
    { verb, at, next }: { readonly verb: 'sent' | 'seen'; readonly at: Date; readonly next: Date | undefined },
  ): AsyncIterable<Omit<Violation, 'where'>> {
    const { subject, channel, audience, personId, conversation, consent } = row;
    if (next && at.getTime() > next.getTime() + SLACK_MS[channel])
      yield {
        invariant: 'INV5',
        what: `${verb} ${at.toISOString()} about version ${subject.version}, which had changed ${next.toISOString()}`,
        repair: REPAIR.stale,
      };
    if (audience !== 'family' || personId === null || conversation === null) return;
    if (consent !== null && !(await hadConsent(personId, consent, at)))
      yield { invariant: 'INV5', what: `${verb} without ${consent}`, repair: REPAIR.consent };
    const quiet = await quietSince(personId, conversation);
    if (quiet && at.getTime() > quiet.getTime() + EFFECT_MS)
      yield { invariant: 'INV5', what: `${verb} ${at.toISOString()}, in quiet mode since ${quiet.toISOString()}`, repair: REPAIR.danger };
  }

  async function* faults(row: DeliveryDocument, versions: readonly Date[] | null): AsyncIterable<Omit<Violation, 'where'>> {
    const { subject, at, channel, state, audience, expires } = row;
    const next = versions?.[subject.version];
    if (state === 'seen') yield* faultsAt(row, { verb: 'seen', at, next });
    // A row of before `sentAt` was kept: the last change of a sent one is its sending, of a seen one nobody knows it.
    const sentAt = row.sentAt === undefined && state === 'sent' ? at : row.sentAt;
    if (sentAt === undefined) return;
    if (sentAt === null) {
      yield { invariant: 'INV5', what: `${state}, but nobody knows when it was sent`, repair: REPAIR.unknown };
      return;
    }
    yield* faultsAt(row, { verb: 'sent', at: sentAt, next });
    if (sentAt.getTime() > expires.getTime() + SLACK_MS[channel])
      yield { invariant: 'INV5', what: `sent ${sentAt.toISOString()}, expired ${expires.toISOString()}`, repair: REPAIR.late };
    if (audience === 'family' && quietHours.isQuiet(sentAt.toISOString()))
      yield { invariant: 'INV5', what: `sent to a family at ${sentAt.toISOString()}, in quiet hours`, repair: REPAIR.quiet };
  }

  return {
    name: 'deliveries',
    covers: ['INV5'],
    async *run() {
      // What was taken down or expired after it went out, went out nevertheless.
      const went = { $or: [{ state: { $in: ['sent', 'seen'] } }, { sentAt: { $ne: null } }] } as const;
      let subject: DeliveryDocument['subject'] | null = null;
      let versions: readonly Date[] | null = null;
      let seen = new Map<string, string>();
      for await (const row of rows.find(went as object, { sort: { 'subject.type': 1, 'subject.id': 1, due: 1 }, allowDiskUse: true })) {
        const { _id, kind, channel, staffId } = row;
        if (subject?.type !== row.subject.type || subject.id !== row.subject.id) {
          ({ subject } = row);
          versions = await versionsOf(subject);
          seen = new Map();
        }
        for await (const fault of faults(row, versions)) yield { where: `deliveries ${_id}`, ...fault };
        // A referral may bring the same kind of news several times in one round; a visit and a ring may not.
        if (row.subject.type === 'referral') continue;
        const same = `${kind}\0${row.subject.version}\0${channel}\0${staffId ?? ''}`;
        const first = seen.get(same);
        if (first !== undefined)
          yield { invariant: 'INV5', where: `deliveries ${_id}`, what: `sent twice: ${first} is the same message`, repair: REPAIR.twice };
        else seen.set(same, _id);
      }
    },
  };
}
