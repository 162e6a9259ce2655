import type { Log } from '../platform/log.ts';
import type { Scan } from '../platform/reconciler.ts';
import { inTransaction } from '../platform/transaction.ts';
import type { ForgetVisits } from './forget-visits.service.ts';
import type { VisitsDeps } from './ports.ts';
import { noticeOf, type VisitDocument } from './visit.ts';
import type { VisitStore } from './visits.store.ts';

const BATCH = 200;

export type Tell = ReturnType<typeof createTell>;

type Deps = Pick<VisitsDeps, 'client' | 'families' | 'tell'> & { store: VisitStore; forget: ForgetVisits };

/**
 * Tells her in the chat what is new about a visit. One process at a time, and always the newest: an old time is never told
 * last. A visit that was booked in the very moment in which she erased everything is found here, and goes too.
 */
export function createTell({ store, forget, client, families, tell }: Deps) {
  const tellOne = async (visit: VisitDocument): Promise<void> => {
    const { _id, conversation, personId, version } = visit;
    if (conversation !== null && (await families.personOf(conversation)) !== personId) {
      const queue = await inTransaction(client, (tx) => forget([visit], tx));
      await queue();
      return;
    }
    const news = noticeOf(visit);
    if (news && conversation !== null) await tell(conversation, { id: `visit:${_id}:${version}`, ...news });
    await store.told(_id, version);
  };

  return async (visitId: string): Promise<void> => {
    for (;;) {
      const visit = await store.holdToTell(visitId);
      if (!visit) return;
      try {
        await tellOne(visit);
      } catch (error) {
        await store.releaseToTell(visitId);
        throw error;
      }
    }
  };
}

/** Visits of which she was not told, because a process died in between. One that cannot be told holds back no other. */
export const untoldScan = (store: VisitStore, tell: Tell, log: Log): Scan => ({
  name: 'visits_untold',
  async run() {
    const ids = await store.untold(BATCH);
    for (const id of ids) await tell(id).catch((error: unknown) => log.error('visit_not_told', { visit: id, error }));
    return ids.length;
  },
});
