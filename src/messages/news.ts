import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { DeliveryDocument } from './delivery-row.ts';
import type { DeliveryState } from './delivery.ts';

/** States that a person has to look at. */
const TROUBLE: readonly DeliveryState[] = ['failed', 'unknown', 'blocked', 'expired'];

/** Tells open pages and the log what became of a message. */
export function createNews(live: Live, log: Log) {
  return {
    changed(
      row: Pick<DeliveryDocument, '_id' | 'channel' | 'conversation' | 'kind' | 'audience'>,
      state: DeliveryState,
      reason: string | null,
    ): void {
      live.publish({ type: 'delivery', id: row._id });
      if (row.channel === 'web' && state === 'sent' && row.conversation !== null) live.publish({ type: 'chat', id: row.conversation });
      const line = { delivery: row._id, kind: row.kind, audience: row.audience, channel: row.channel, state, reason };
      if (TROUBLE.includes(state)) log.warn('delivery_needs_a_look', line);
      else log.info('delivery_changed', line);
    },
    /** Many at once changed in the same way. */
    changedAll(ids: readonly string[]): void {
      for (const id of ids) live.publish({ type: 'delivery', id });
    },
  };
}

export type News = ReturnType<typeof createNews>;
