import type { Db } from 'mongodb';
import type { PersonLink } from '../families/index.ts';
import type { SeenEvent, Witness } from '../inbox/index.ts';
import type { Hmac } from '../platform/hmac.ts';
import type { Check, Patience, Violation } from '../platform/invariant.ts';
import type { Audited } from '../staff/index.ts';
import type { AlertDocument } from './alert.ts';
import { nextStep, type ReferralDocument, STEPS, waitsForYes } from './referral.ts';

export const referralLinks: readonly PersonLink[] = [
  { collection: 'referrals', field: 'personId' },
  { collection: 'alerts', field: 'personId' },
];

/** Entries of the history that staff made. */
const made = (what: string): object => ({
  $size: { $filter: { input: '$history', cond: { $and: [{ $eq: ['$$this.what', what] }, { $ne: ['$$this.who', null] }] } } },
});
const counted = (count: object): object[] => [{ $project: { subjectId: '$_id', count } }, { $match: { count: { $gt: 0 } } }];

/** Decisions of staff, as their documents tell of them. */
export const referralChanges: readonly Audited[] = [
  { collection: 'referrals', action: 'referral_accepted', changes: counted(made('accepted')) },
  { collection: 'referrals', action: 'referral_accept_undone', changes: counted(made('accept_undone')) },
  { collection: 'referrals', action: 'referral_snoozed', changes: counted(made('snoozed')) },
  { collection: 'referrals', action: 'referral_woken', changes: counted(made('woken')) },
  { collection: 'referrals', action: 'referral_declined', changes: counted(made('declined')) },
  { collection: 'alerts', action: 'alert_acknowledged', changes: counted(made('acknowledged')) },
];

/** Real time after which a step that is due counts as missed; the net looks every minute. */
const MISSED_MS = 5 * 60_000;

const REPAIR = {
  lost: 'the referral of this turn was lost: restore it from a backup, or hand the case over by phone now',
  alert: 'the alert of this turn was lost: call her back by the open chat now, then look into the log of that time',
  ladder: 'set `nextStepAt` to the next time of its `ladder`, or accept or decline it',
  missed: 'start First Step (`up` or `work`): the net takes the step within a minute',
  taken: 'name in `assignedTo` who accepted it (see its history)',
  reason: 'ask who declined it for the reason, and note it; a supervisor decides again who takes the case',
  silent: 'acknowledge it, or set `nextRingAt` to now so that it rings',
  trace: 'remove what is left of her answers from this referral: content, notes and reasons',
} as const;

/** What a family's submitted case and her alert must have led to. */
export function referralWitnesses(db: Db, hmac: Hmac): readonly Witness[] {
  const referrals = db.collection<ReferralDocument>('referrals');
  const alerts = db.collection<AlertDocument>('alerts');
  const hasReferral = async (conversation: string, code: string): Promise<boolean> =>
    (await referrals.findOne({ conversation, code }, { projection: { _id: 1 } })) !== null;
  return [
    {
      invariant: 'INV4',
      type: 'referral_submitted',
      async missing({ conversation, seq, event }: SeenEvent) {
        if (event.type !== 'referral_submitted' || (await hasReferral(conversation, event.referral.code))) return null;
        return { where: `turns ${conversation} ${seq}`, what: 'the referral that it submitted is not there', repair: REPAIR.lost };
      },
    },
    {
      invariant: 'INV4',
      type: 'alert_raised',
      async missing({ conversation, seq, event }: SeenEvent) {
        // Without her consent an alert goes after 72 hours.
        if (event.type !== 'alert_raised' || !event.identified) return null;
        const caseKey = hmac.digest('blind_index', 'case', conversation, event.code);
        if (await alerts.findOne({ caseKey }, { projection: { _id: 1 } })) return null;
        return { where: `turns ${conversation} ${seq}`, what: 'the alert that it raised is not there', repair: REPAIR.alert };
      },
    },
  ];
}

type Row = Pick<
  ReferralDocument,
  '_id' | 'status' | 'assignedTo' | 'ladder' | 'escalation' | 'nextStepAt' | 'history' | 'conversation' | 'content' | 'notes'
>;

/** What is wrong with one referral, apart from the hour. Pure. */
export function faultOf(row: Row): Pick<Violation, 'invariant' | 'what' | 'repair'> | null {
  const { status, assignedTo, ladder, escalation, nextStepAt, history, content, notes } = row;
  if (status === 'accepted' && assignedTo === null) return { invariant: 'INV4', what: 'accepted, but by nobody', repair: REPAIR.taken };
  if (status === 'withdrawn' && (content !== null || notes.length > 0 || history.some(({ reason }) => reason !== null)))
    return { invariant: 'INV10', what: 'she withdrew, but answers of hers are still there', repair: REPAIR.trace };
  if (!waitsForYes(status)) return null;
  const next = nextStep(ladder, escalation);
  if (next === null && escalation === STEPS.at(-1)) return null; // everybody was called
  if (next === null && ladder.length > 0) return null;
  if (next === null) return { invariant: 'INV4', what: 'nobody accepted it, and no escalation will come', repair: REPAIR.ladder };
  if (nextStepAt === null) return { invariant: 'INV4', what: `the step ${next.step} has no time`, repair: REPAIR.ladder };
  return null;
}

export interface ReferralsCheckDeps {
  readonly db: Db;
  readonly patience: Patience;
  /** Business time. */
  readonly now: Date;
  /** Workers run on this database: a step that is long due was missed, and not just waits for a start. */
  readonly isLive: boolean;
}

/** Every referral is accepted, declined with a reason, withdrawn, or on a live deadline; every open alert will ring. */
export function referralsCheck({ db, patience, now, isLive }: ReferralsCheckDeps): Check {
  const referrals = db.collection<ReferralDocument>('referrals', { promoteBuffers: true });
  const alerts = db.collection<AlertDocument>('alerts');
  const missedBefore = new Date(now.getTime() - MISSED_MS);

  /** Declined without words of a reason is right only where they were erased: of a child, whose turns were reduced. */
  const lacksReason = async ({ status, history, conversation }: Row): Promise<boolean> => {
    if (status !== 'declined') return false;
    const last = history.findLast(({ what }) => what === 'declined');
    if (last?.reason) return false;
    if (!last || conversation === undefined) return true;
    return (await db.collection('turns').findOne({ conversation, program: 'reduced' }, { projection: { _id: 1 } })) === null;
  };

  const rowNow = (_id: string) => referrals.findOne({ _id });

  return {
    name: 'referrals and alerts',
    covers: ['INV4', 'INV10'],
    async *run() {
      for await (const row of referrals.find(
        {},
        {
          projection: {
            content: 1,
            notes: 1,
            history: 1,
            status: 1,
            assignedTo: 1,
            ladder: 1,
            escalation: 1,
            nextStepAt: 1,
            conversation: 1,
          },
        },
      )) {
        const where = `referrals ${row._id}`;
        const fault = faultOf(row);
        if (fault) yield { where, ...fault };
        if (await lacksReason(row)) yield { invariant: 'INV4', where, what: 'declined without a reason', repair: REPAIR.reason };
        if (isLive && waitsForYes(row.status) && row.nextStepAt !== null && row.nextStepAt < missedBefore) {
          const isFine = async (): Promise<boolean> => {
            const at = (await rowNow(row._id))?.nextStepAt;
            return !at || at >= missedBefore;
          };
          if (!(await patience.becomesFine(isFine)))
            yield {
              invariant: 'INV4',
              where,
              what: `a step was due at ${row.nextStepAt.toISOString()} and was not taken`,
              repair: REPAIR.missed,
            };
        }
      }
      for await (const { _id } of alerts.find({ acknowledgedAt: null, nextRingAt: null }, { projection: { _id: 1 } }))
        yield { invariant: 'INV4', where: `alerts ${_id}`, what: 'nobody has it, and it does not ring', repair: REPAIR.silent };
    },
  };
}
