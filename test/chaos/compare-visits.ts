import type { Db } from 'mongodb';
import type { DeliveryDocument } from '../../src/messages/delivery-row.ts';
import type { RuleBook } from '../../src/rules/types.ts';
import type { VisitDocument } from '../../src/visits/visit.ts';
import { reminderMessages } from '../../src/visits/visit-messages.ts';
import type { Stand } from './business-clock.ts';
import type { Case } from './cases.ts';
import type { Verdict } from './verdict.ts';

const OPEN: readonly string[] = ['waiting', 'sending', 'shown'];
/** Reasons for which the safe-contact gate keeps a message back. */
const HELD_BACK = ['no_consent', 'quiet_mode', 'stopped', 'loss'];

/** Compares what staff were told of cases and visits with the database, and each reminder with the hours that passed. */
export function createVisitCheck(deps: {
  db: Db;
  verdict: Verdict;
  rules: Pick<RuleBook, 'reminders'>;
  stands: readonly Stand[];
  now: Date;
}) {
  const { db, verdict, rules, stands, now } = deps;
  const { hold } = verdict;
  const visits = db.collection<VisitDocument>('visits');
  const rows = db.collection<DeliveryDocument>('deliveries');
  const consents = db.collection<{ _id: string; personId: string; consent: string; given: boolean; at: Date }>('consents');

  /** The clock stood within the hours of a message until all that was due then was done. */
  const hadItsHour = (row: DeliveryDocument, from: Date): boolean =>
    stands.some(({ at, rested }) => rested && at >= row.due && at >= from && at < row.expires);

  /**
   * She had not said yes, or only since the clock last stood still: the hours of a jump are seconds in truth, in which a
   * yes may not be applied yet.
   */
  const heldBackRightly = async ({ reason, personId, at }: DeliveryDocument): Promise<boolean> => {
    if (reason !== 'no_consent' || personId === null) return HELD_BACK.includes(reason ?? '');
    const before = stands.findLast((stand) => stand.at < at)?.at ?? at;
    const said = await consents.find({ personId, consent: 'consent_reminder', at: { $lt: at } }, { sort: { at: 1 } }).toArray();
    return said.at(-1)?.given !== true || said.findLast((one) => one.at < before)?.given !== true;
  };

  const reminder = async (row: DeliveryDocument, visit: VisitDocument): Promise<void> => {
    const where = `delivery ${row._id} is ${row.state} (${row.reason ?? 'no reason'})`;
    if (row.due > now) return;
    const wasSent = row.state === 'sent' || row.state === 'seen' || (row.state === 'expired' && row.reason === null);
    if (wasSent) return hold('every due reminder was sent once', true, 'lost', () => where);
    if (row.state === 'blocked')
      return hold('reminders are held back for a reason', row.audience === 'family' && (await heldBackRightly(row)), 'lost', () => where);
    if (row.state === 'expired')
      return hold(
        'every due reminder was sent once',
        !hadItsHour(row, visit.changedAt),
        'lost',
        () => `${where}, due ${row.due.toISOString()}`,
      );
    return hold('every due reminder was sent once', false, 'lost', () => where);
  };

  const ofVisit = async (visit: VisitDocument): Promise<void> => {
    const { _id, version, state, startsAt, endsAt, changedAt } = visit;
    const found = await rows.find({ 'subject.type': 'visit', 'subject.id': _id }).toArray();
    for (const row of found) {
      const isOld = row.subject.version < version;
      hold(
        'nothing of an older version can still be sent or shown',
        !isOld || !OPEN.includes(row.stage),
        'stale',
        () => `delivery ${row._id} is ${row.stage}, the visit is ${state} in version ${version}`,
      );
      hold(
        'no message is in doubt',
        row.state !== 'unknown' && row.state !== 'failed',
        'lost',
        () => `delivery ${row._id} is ${row.state}`,
      );
    }
    if (state !== 'booked' || visit.personId === null) return;
    const planned = rules.reminders({ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), bookedAt: changedAt.toISOString() });
    for (const { id } of reminderMessages(visit, planned, false)) {
      const row = found.find((one) => one._id === id);
      hold('every reminder of a live visit is planned', row !== undefined, 'lost', () => `delivery ${id}`);
      if (row) await reminder(row, visit);
    }
  };

  const ofCase = async ({ referralId, decided, visits: known, faults }: Case): Promise<void> => {
    for (const fault of faults) hold('pages show only what stands', false, fault.startsWith('stale') ? 'stale' : 'doubled', () => fault);
    hold('pages show only what stands', true, 'stale', () => '');
    const referral = await db.collection<{ _id: string; status: string }>('referrals').findOne({ _id: referralId });
    if (decided !== null)
      hold(
        'decisions of staff are kept',
        referral === null || [decided, 'withdrawn', 'assigned', 'submitted'].includes(referral.status),
        'lost',
        () => `referral ${referralId} is ${referral?.status}, not ${decided}`,
      );
    for (const { id, version, state, startsAt } of known.values()) {
      const visit = await visits.findOne({ _id: id });
      const isKept =
        visit !== null &&
        visit.version >= version &&
        (state !== 'cancelled' || visit.state === 'cancelled') &&
        (visit.version > version || visit.startsAt.getTime() === Date.parse(startsAt));
      hold(
        'what staff were told of visits is kept',
        isKept,
        'lost',
        () => `visit ${id}: told version ${version}, ${state}; is ${visit?.version}, ${visit?.state}`,
      );
    }
  };

  return async (cases: readonly Case[]): Promise<void> => {
    for (const one of cases) await ofCase(one);
    for await (const visit of visits.find({})) await ofVisit(visit);
  };
}
