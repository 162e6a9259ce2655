import type { Timestamp } from 'mongodb';
import type { Clock } from '../platform/clock.ts';
import type { Leases } from '../platform/lease.ts';
import type { Log } from '../platform/log.ts';
import type { EffectLedger } from './effects.store.ts';
import type { Outbox, OutboxRow } from './outbox.store.ts';
import type { Relay } from './relay.service.ts';
import type { DueTimer, Timers } from './timers.store.ts';

const BATCH = 500;
/** Batches of one pass; what is left waits for the next. */
const MAX_BATCHES = 200;
const SIDE_BY_SIDE = 8;
/** Conversations whose effects go in one transaction. */
const TOGETHER = 32;
/** A timer whose turn could not be stored is tried again after this, so that it holds back no other. */
const TIMER_AGAIN_MS = 60_000;

export interface ReconcileDeps {
  readonly outbox: Outbox;
  readonly ledger: EffectLedger;
  readonly relay: Relay;
  readonly timers: Timers;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  /** Delivers the timer turn of a conversation, if it still wants one. */
  readonly deliverTimer: (timer: DueTimer) => Promise<void>;
}

export interface Pass {
  /** Turns with effects that were looked at. */
  readonly scanned: number;
  /** Conversations that had something left to apply. */
  readonly drained: number;
  readonly stuck: number;
  readonly timers: number;
}

async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += SIDE_BY_SIDE) await Promise.all(items.slice(i, i + SIDE_BY_SIDE).map(work));
}

/**
 * The net under the fast path: applies effects that a crash left behind, tries stuck ones again, and delivers due timers.
 * Reads the outbox from where the last pass ended, so its cost grows with what is new, not with what exists.
 */
export function createReconcile({ outbox, ledger, relay, timers, leases, clock, log, deliverTimer }: ReconcileDeps) {
  const drainAll = async (conversations: readonly string[]): Promise<number> => {
    let stuck = 0;
    for (let i = 0; i < conversations.length; i += TOGETHER) stuck += (await relay.drainAll(conversations.slice(i, i + TOGETHER))).length;
    return stuck;
  };

  /** Conversations of a batch whose lane has not passed what the batch brings. */
  const behind = async (rows: readonly OutboxRow[]): Promise<string[]> => {
    const through = await ledger.throughAll([...new Set(rows.map(({ conversation }) => conversation))]);
    return [
      ...new Set(rows.filter(({ conversation, seq }) => (through.get(conversation) ?? -1) < seq).map(({ conversation }) => conversation)),
    ];
  };

  const readOutbox = async (signal: AbortSignal): Promise<Omit<Pass, 'timers'>> => {
    const pass = { scanned: 0, drained: 0, stuck: 0 };
    let from: Timestamp = await outbox.mark();
    for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch += 1) {
      const rows = await outbox.since(from, BATCH);
      const last = rows.at(-1);
      if (!last) break;
      const left = await behind(rows);
      pass.scanned += rows.length;
      pass.drained += left.length;
      pass.stuck += await drainAll(left);
      // Only now: what could not be applied is noted as stuck, so the mark may pass it.
      await outbox.setMark(last.ts);
      from = last.ts;
      if (rows.length < BATCH) break;
    }
    return pass;
  };

  const retryStuck = async (): Promise<void> => {
    await inGroups(await ledger.deferredNow(BATCH), async (conversation) => {
      if ((await relay.drain(conversation)) === 'clear') await ledger.recovered(conversation);
    });
  };

  const runTimers = async (): Promise<number> => {
    const due = await timers.due(clock.now(), BATCH);
    await inGroups(due, async (timer) => {
      try {
        await deliverTimer(timer);
        await timers.clear(timer);
      } catch (error) {
        log.error('timer_not_delivered', { conversation: timer.conversation, error });
        await timers.set(timer.conversation, new Date(clock.now().getTime() + TIMER_AGAIN_MS));
      }
    });
    return due.length;
  };

  /** One pass. Null when another process is at it. */
  return (): Promise<Pass | null> =>
    leases.run('inbox_reconcile', async (signal) => {
      const pass = await readOutbox(signal);
      await retryStuck();
      return { ...pass, timers: await runTimers() };
    });
}
