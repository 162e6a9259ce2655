import type { ErasedTurn, StoredTurn } from './turn.ts';
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
  const rows = (conversation: string): Row[] =>
    [...(streams.get(conversation)?.values() ?? [])].sort((a, b) => a.turn.seq - b.turn.seq);
  const put = (row: Row): void => {
    const stream = streams.get(row.turn.conversation) ?? new Map<number, Row>();
    stream.set(row.turn.seq, row);
    streams.set(row.turn.conversation, stream);
  };
  const readable = (row: Row): StoredTurn[] => ('erased' in row.turn ? [] : [row.turn]);
  const byExternalId = (conversation: string, externalId: string): StoredTurn | undefined =>
    rows(conversation).flatMap(readable).find((turn) => turn.externalId === externalId);
  const blankBefore = (conversation: string, seq: number): string[] =>
    rows(conversation)
      .filter((row) => row.turn.seq < seq && !row.gone)
      .flatMap((row) => {
        put({ turn: { conversation, seq: row.turn.seq, erased: true }, externalId: null, at: row.at, gone: true });
        return readable(row).map((turn) => turn.externalId);
      });

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
    async erase({ conversation, seq, externalId }, at) {
      if (byExternalId(conversation, externalId)) return 'redelivered';
      if (rows(conversation).some((row) => row.turn.seq >= seq)) return 'race_lost';
      const ids = blankBefore(conversation, seq);
      put({ turn: { conversation, seq, erased: true }, externalId: null, at, gone: false });
      return [...ids, externalId];
    },
    async eraseBefore(conversation, seq) {
      return blankBefore(conversation, seq);
    },
  };
}
