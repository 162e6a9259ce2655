import type { Clock } from '../platform/clock.ts';
import type { NewId } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Mail, Mailer } from '../platform/mail.ts';
import type { StaffMember } from '../staff/staff.ts';
import type { Deliveries } from './deliveries.store.ts';
import type { Claimed } from './delivery-row.ts';
import type { DeliveryState } from './delivery.ts';
import type { Fences } from './fences.ts';
import { judge, type QuietHours } from './gate.ts';
import { mailFault } from './mail-fault.ts';
import type { News } from './news.ts';
import type { Queueing } from './queueing.ts';
import type { Recipients } from './recipients.ts';

/** Tries with a channel before staff are told (R07). */
const MAX_TRIES = 3;
/** Real time before the second and the third try. */
const BACK_OFF_MS = [5_000, 60_000] as const;

export interface DeliverDeps {
  readonly store: Deliveries;
  readonly fences: Fences;
  readonly recipients: Recipients;
  readonly quiet: QuietHours;
  readonly queueing: Queueing;
  readonly news: News;
  readonly mailer: Mailer | null;
  readonly letter: (row: Claimed, staff: StaffMember) => Mail;
  readonly clock: Clock;
  readonly claimMs: number;
  readonly backOffMs?: readonly number[];
  readonly newId: NewId;
  readonly log: Log;
}

export type Deliver = ReturnType<typeof createDeliver>;

/**
 * One delivery: claim the row, ask again whether its subject, its recipient and the hour allow it, send, mark. Whoever
 * takes the row back meanwhile wins, up to the moment in which the channel gets it.
 */
export function createDeliver(deps: DeliverDeps) {
  const { store, fences, recipients, quiet, queueing, news, mailer, letter, clock, claimMs, newId, log } = deps;
  const backOff = deps.backOffMs ?? BACK_OFF_MS;

  const settle = async (row: Claimed, state: DeliveryState, reason: string | null): Promise<void> => {
    if (await store.settle(row, state, reason, clock.now())) news.changed(row, state, reason);
  };

  const later = async (row: Claimed, due: Date, waitMs: number): Promise<void> => {
    const waiting = await store.putBack(row, due, waitMs, clock.now());
    if (waiting) await queueing.after([waiting], waitMs);
  };

  const sendMail = async (row: Claimed, staff: StaffMember | null): Promise<void> => {
    if (!mailer || !staff) throw new Error('the gate let an e-mail pass that cannot be sent');
    const mail = letter(row, staff);
    if (!(await store.handOver(row))) return; // taken back in this very moment
    const tries = row.tries + 1;
    try {
      await mailer.send(mail);
    } catch (error) {
      const fault = mailFault(error);
      log.warn('mail_not_taken', { delivery: row._id, attempt: tries, outcome: fault, error });
      if (fault === 'unclear') await settle(row, 'unknown', 'interrupted');
      else if (fault === 'refused') await settle(row, 'failed', 'no_channel');
      else if (tries >= MAX_TRIES) await settle(row, 'failed', 'tries_used_up');
      else await later(row, row.due, backOff[tries - 1] ?? 0);
      return;
    }
    await settle(row, 'sent', null);
  };

  const send = async (row: Claimed): Promise<void> => {
    const [standing, { recipient, staff }] = await Promise.all([fences.check(row.subject), recipients.ofRow(row)]);
    const verdict = judge(row, standing, recipient, clock.now(), quiet);
    if (verdict.go === 'close') await settle(row, verdict.state, verdict.reason);
    else if (verdict.go === 'wait') await later(row, verdict.until, 0);
    else if (row.channel === 'email') await sendMail(row, staff);
    else await settle(row, 'sent', null); // chat and console show what the ledger says
  };

  return async (id: string): Promise<void> => {
    const row = await store.claim(id, newId(), clock.now(), claimMs);
    if (!row) {
      const early = await store.byId(id);
      // Business time stands behind the queue's: the row gets a job for the rest of the way.
      if (early?.stage === 'waiting' && early.due > clock.now()) await queueing.again([early]);
      return;
    }
    try {
      await send(row);
    } catch (error) {
      // Nothing went out, or `settle` was not reached: then the hold runs out and the net says `unknown`.
      await store
        .putBackUnlessHandedOver(row, clock.now())
        .catch((again: unknown) => log.error('delivery_not_put_back', { delivery: id, error: again }));
      throw error;
    }
  };
}
