import { type ErasedTurn, isErased, type StoredTurn } from './turn.ts';
import type { TurnStore } from './turns.port.ts';

interface Row {
  readonly turn: StoredTurn | ErasedTurn;
  readonly externalId: string | null;
  readonly at: Date;
  readonly gone: boolean;
}

/** Turns in memory, by the same rules as the stored ones. For tests and for conversations that nobody keeps. */
export function createMemoryTurns(): TurnStore {
  const streams = new Map<string, Map<number, Row>>();
  const rows = (conversation: string): Row[] => [...(streams.get(conversation)?.values() ?? [])].sort((a, b) => a.turn.seq - b.turn.seq);
  const put = (row: Row): void => {
    const stream = streams.get(row.turn.conversation) ?? new Map<number, Row>();
    stream.set(row.turn.seq, row);
    streams.set(row.turn.conversation, stream);
  };
  const readable = (row: Row): StoredTurn[] => (isErased(row.turn) ? [] : [row.turn]);
  const byExternalId = (conversation: string, externalId: string): StoredTurn | undefined =>
    rows(conversation)
      .flatMap(readable)
      .find((turn) => turn.externalId === externalId);
  const before = (conversation: string, seq: number): Row[] => rows(conversation).filter((row) => row.turn.seq < seq && !row.gone);

  return {
    async append(turn) {
      const same = byExternalId(turn.conversation, turn.externalId);
      if (same) return { outcome: 'redelivered', turn: same };
      if (streams.get(turn.conversation)?.has(turn.seq)) return { outcome: 'race_lost' };
      put({ turn, externalId: turn.externalId, at: turn.at, gone: false });
      return { outcome: 'stored' };
    },
    async last(conversation) {
      return rows(conversation).at(-1)?.turn ?? null;
    },
    async first(conversation) {
      const row = rows(conversation).find(({ gone }) => !gone);
      return row ? { at: row.at, externalId: row.externalId } : null;
    },
    async find(conversation, externalId) {
      return byExternalId(conversation, externalId) ?? null;
    },
    async list(conversation, { after = 0, limit = 1_000 } = {}) {
      return rows(conversation)
        .filter((row) => row.turn.seq > after)
        .slice(0, limit)
        .flatMap(readable);
    },
    async externalIdsBefore(conversation, seq) {
      return before(conversation, seq)
        .flatMap(readable)
        .map((turn) => turn.externalId);
    },
    async eraseBefore(conversation, seq) {
      for (const { turn, at } of before(conversation, seq)) {
        put({ turn: { conversation, seq: turn.seq, erased: true, carried: null, unfinished: false }, externalId: null, at, gone: true });
      }
    },
    async finish(conversation, seq) {
      const row = streams.get(conversation)?.get(seq);
      if (row && isErased(row.turn)) put({ ...row, turn: { ...row.turn, unfinished: false }, externalId: null });
    },
  };
}
