import type { EffectLedger } from './effects.store.ts';
import type { Outbox } from './outbox.store.ts';

/** What of the stored turns has not reached the other slices yet. */
export interface OutboxLag {
  /** Age of the oldest turn whose effects are not applied, in seconds of real time; 0 without one. */
  readonly seconds: number;
  /** Conversations with such turns; after a long outage at least so many. */
  readonly waiting: number;
  /** Conversations with an effect that could not be applied and is tried again later. */
  readonly stuck: number;
}

const BATCH = 500;
const MAX_BATCHES = 20;

/** Reads the outbox from where the last pass of the net ended, by index, a bounded number of rows. */
export function createOutboxLag({ outbox, ledger }: { outbox: Outbox; ledger: EffectLedger }): () => Promise<OutboxLag> {
  return async () => {
    const behind = new Set<string>();
    let oldest: number | null = null;
    let from = await outbox.mark();
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const rows = await outbox.since(from, BATCH);
      const through = await ledger.throughAll([...new Set(rows.map(({ conversation }) => conversation))]);
      for (const { conversation, seq, ts } of rows) {
        from = ts;
        if ((through.get(conversation) ?? -1) >= seq) continue;
        oldest ??= ts.getHighBitsUnsigned() * 1_000;
        behind.add(conversation);
      }
      if (rows.length < BATCH) break;
    }
    const seconds = oldest === null ? 0 : Math.max(0, (Date.now() - oldest) / 1_000);
    return { seconds, waiting: behind.size, stuck: await ledger.countStuck() };
  };
}
