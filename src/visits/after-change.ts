import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { Queue } from './planned.ts';
import type { Tell } from './tell-family.service.ts';
import type { VisitDocument } from './visit.ts';

/** What follows a committed change. Nothing of it can undo the change: what fails here, the net does again. */
export function createAfterChange(deps: { live: Live; log: Log; tell: Tell; settle: (referralId: string) => Promise<unknown> }) {
  const { live, log, tell, settle } = deps;
  return async ({ _id, referralId }: Pick<VisitDocument, '_id' | 'referralId'>, queue: Queue): Promise<void> => {
    live.publish({ type: 'visit', id: _id });
    live.publish({ type: 'referral', id: referralId });
    for (const step of [queue, () => settle(referralId), () => tell(_id)]) {
      await step().catch((error: unknown) => log.warn('after_visit_change', { visit: _id, error }));
    }
  };
}

export type AfterChange = ReturnType<typeof createAfterChange>;
