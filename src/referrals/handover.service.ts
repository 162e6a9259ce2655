import type { ClientSession, MongoClient } from 'mongodb';
import type { AfterCommit } from '../inbox/index.ts';
import type { Messages } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { Queues } from '../platform/queues.ts';
import { inTransaction } from '../platform/transaction.ts';
import type { StaffDirectory, StaffMember } from '../staff/index.ts';
import type { StaffRole } from '../contract/staff.ts';
import { assign, type Assignment } from './assign.ts';
import { ladderJob } from './jobs.ts';
import { nextStep, placeOf, type ReferralDocument, type Step, waitsForYes } from './referral.ts';
import type { ReferralStore } from './referrals.store.ts';
import { type ReferralCall, referralCalls } from './staff-calls.ts';

export interface HandoverDeps {
  readonly client: MongoClient;
  readonly referrals: ReferralStore;
  readonly directory: StaffDirectory;
  readonly messages: Messages;
  readonly queues: Queues;
  readonly live: Live;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly log: Log;
}

/** Who gets a referral when there is none of the first role. */
const TAKERS: readonly StaffRole[] = ['case_manager', 'supervisor'];

interface Changed {
  readonly after: ReferralDocument;
  readonly send: AfterCommit;
}

export type Handover = ReturnType<typeof createHandover>;

/**
 * Brings each referral to one person, and higher up when nobody accepts. Every step is one transaction on the referral
 * as it is now, so that a job that runs twice, late or after a crash changes nothing.
 */
export function createHandover({ client, referrals, directory, messages, queues, live, clock, baseUrl, log }: HandoverDeps) {
  const membersOf = async (organisationId: string, role: StaffRole): Promise<readonly StaffMember[]> =>
    (await directory.withRole(role)).filter((member) => member.organisationId === organisationId);

  const chosenFor = async (referral: ReferralDocument, roles: readonly StaffRole[]): Promise<Assignment | null> => {
    for (const role of roles) {
      const members = await membersOf(referral.organisationId, role);
      const loads = await referrals.loads(members.map(({ id }) => id));
      const chosen = assign(
        members.map((member) => ({ member, load: loads.get(member.id) ?? 0 })),
        referral,
      );
      if (chosen) return chosen;
    }
    return null;
  };

  /** Ledger rows for the people with these ids, inside the transaction. */
  const call = async (
    referral: ReferralDocument,
    kind: ReferralCall,
    staffIds: readonly string[],
    tx: ClientSession,
    occasion?: string,
  ): Promise<AfterCommit> => {
    const to = staffIds.map((id) => ({ id }));
    return messages.plan(
      referralCalls(referral, { kind, to, now: clock.now(), baseUrl, ...(occasion === undefined ? {} : { occasion }) }),
      tx,
    );
  };

  const finish = async ({ after, send }: Changed): Promise<void> => {
    live.publish({ type: 'referral', id: after._id });
    await send();
  };

  /** Assigns a referral that waits for it. Returns false when it does not, or when nobody is there. */
  const handOver = async (id: string): Promise<boolean> => {
    const changed = await inTransaction(client, async (tx): Promise<Changed | null> => {
      const before = await referrals.byId(id, tx);
      if (before?.status !== 'submitted') return null;
      const chosen = await chosenFor(before, TAKERS);
      if (!chosen) {
        log.error('handover_to_nobody', { referral: id, level: before.level });
        return null;
      }
      const set = {
        status: 'assigned' as const,
        assignedTo: chosen.staffId,
        assignedWhy: chosen.why,
        ...placeOf({ ...before, status: 'assigned' }),
      };
      if (!(await referrals.amend(before, { set, history: { at: clock.now(), what: 'assigned', who: null } }, tx))) return null;
      const after = { ...before, ...set };
      return { after, send: await call(after, 'referral_assigned', [chosen.staffId], tx) };
    });
    if (!changed) return false;
    log.info('handed_over', { referral: id, staff: changed.after.assignedTo, level: changed.after.level });
    await finish(changed);
    return true;
  };

  /** Whom a step calls, and who has the case from then on. */
  const stepFor = async (referral: ReferralDocument, step: Step): Promise<{ readonly call: string[]; readonly owner: string | null }> => {
    const supervisors = (await membersOf(referral.organisationId, 'supervisor')).map(({ id }) => id);
    const mine = referral.assignedTo === null ? [] : [referral.assignedTo];
    if (step === 'supervisor_in') return { call: [...mine, ...supervisors], owner: referral.assignedTo };
    if (step === 'hq') {
      const leads = (await membersOf(referral.organisationId, 'administrator')).map(({ id }) => id);
      return { call: [...mine, ...supervisors, ...leads], owner: referral.assignedTo };
    }
    const owner = (await chosenFor(referral, ['supervisor']))?.staffId ?? referral.assignedTo;
    return { call: owner === null ? [] : [owner], owner };
  };

  /** Takes the next step of the ladder, if its time has come and nobody accepted. */
  const climb = async (id: string): Promise<boolean> => {
    const now = clock.now();
    const changed = await inTransaction(client, async (tx): Promise<Changed | null> => {
      const before = await referrals.byId(id, tx);
      if (!before || !waitsForYes(before.status)) return null;
      const due = nextStep(before.ladder, before.escalation);
      if (!due || due.at > now) return null;
      const { call: called, owner } = await stepFor(before, due.step);
      const set = {
        escalation: due.step,
        nextStepAt: nextStep(before.ladder, due.step)?.at ?? null,
        assignedTo: owner,
        ...(owner !== null && before.status === 'submitted' ? { status: 'assigned' as const } : {}),
      };
      if (!(await referrals.amend(before, { set, history: { at: now, what: due.step, who: null } }, tx))) return null;
      const after = { ...before, ...set };
      return { after, send: await call(after, 'referral_overdue', called, tx, due.step) };
    });
    if (!changed) return false;
    log.warn('escalated', { referral: id, rung: changed.after.escalation, level: changed.after.level });
    const next = ladderJob(changed.after, now);
    if (next) await queues.add(next);
    await finish(changed);
    return true;
  };

  return {
    handOver,
    /** All steps that are due now, one after the other, each noted. */
    async climbAll(id: string): Promise<number> {
      let steps = 0;
      while (await climb(id)) steps += 1;
      return steps;
    },
    call,
    membersOf,
  };
}
