import type { SubjectFence } from '../messages/index.ts';
import type { VisitStore } from './visits.store.ts';

/** Messages about the present version are due: a cancelled visit's present version is its cancellation. */
export const visitFence = (store: VisitStore): SubjectFence => ({
  type: 'visit',
  async check({ id, version }) {
    const visit = await store.byId(id);
    if (!visit) return 'gone';
    if (version === visit.version) return 'due';
    return visit.state === 'cancelled' ? 'cancelled' : 'moved';
  },
});
