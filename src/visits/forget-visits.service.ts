import type { ClientSession } from 'mongodb';
import type { Queue } from './planned.ts';
import type { VisitsDeps } from './ports.ts';
import type { VisitDocument } from './visit.ts';
import { saverNews } from './visit-messages.ts';
import type { VisitStore } from './visits.store.ts';

export type ForgetVisits = ReturnType<typeof createForgetVisits>;

/** Visits of someone who erased everything: what is to come is cancelled, and nothing leads to her any more. */
export function createForgetVisits({
  store,
  messages,
  audit,
  live,
  clock,
}: Pick<VisitsDeps, 'messages' | 'audit' | 'live' | 'clock'> & { store: VisitStore }) {
  return async (visits: readonly VisitDocument[], tx: ClientSession): Promise<Queue> => {
    const now = clock.now();
    const ids = visits.map(({ _id }) => _id);
    const queues: Queue[] = [];
    await messages.eraseAbout('visit', ids, tx);
    for (const visit of visits) {
      const cancel = visit.state === 'booked' && visit.endsAt > now;
      await store.forget(visit._id, cancel, now, tx);
      // The saver must not go there; the message names nobody.
      if (cancel)
        queues.push(await messages.plan(saverNews({ ...visit, version: visit.version + 1 }, 'cancelled', now, messages.hasMail), tx));
      await audit.append({ who: 'system', action: 'visit_erased', subject: 'visit', subjectId: visit._id, reason: 'withdrawn' }, tx);
    }
    return async () => {
      for (const queue of queues) await queue();
      for (const id of ids) live.publish({ type: 'visit', id });
    };
  };
}
