import type { Scan } from '../platform/reconciler.ts';
import type { VisitsDeps } from './ports.ts';
import type { VisitStore } from './visits.store.ts';
import { noticeOf } from './visit.ts';

const BATCH = 200;

/** Tells her in the chat what is new about a visit. One process at a time, and always the newest: an old time is never told last. */
export function createTell({ store, tell }: { store: VisitStore; tell: VisitsDeps['tell'] }) {
  return async (visitId: string): Promise<void> => {
    for (;;) {
      const visit = await store.holdToTell(visitId);
      if (!visit) return;
      const { conversation, version } = visit;
      const news = noticeOf(visit);
      try {
        if (news && conversation !== null) await tell(conversation, { id: `visit:${visitId}:${version}`, ...news });
      } catch (error) {
        await store.releaseToTell(visitId);
        throw error;
      }
      await store.told(visitId, version);
    }
  };
}

export type Tell = ReturnType<typeof createTell>;

/** Visits of which she was not told, because a process died in between. */
export const untoldScan = (store: VisitStore, tell: Tell): Scan => ({
  name: 'visits_untold',
  async run() {
    const ids = await store.untold(BATCH);
    for (const id of ids) await tell(id);
    return ids.length;
  },
});
