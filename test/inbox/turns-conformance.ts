import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isErased, type StoredTurn } from '../../src/inbox/turn.ts';
import type { TurnStore } from '../../src/inbox/turns.port.ts';

export const turnOf = (conversation: string, seq: number, externalId = `m${seq}`): StoredTurn => ({
  conversation,
  seq,
  externalId,
  channel: 'web',
  at: new Date(Date.UTC(2026, 10, 10, 1, seq)),
  program: 'p1',
  personId: 'person',
  erasedThrough: 0,
  effects: seq % 2 === 0 ? [1, 3] : [],
  sealed: Buffer.from(`${conversation} ${seq} ${externalId}`),
});

/** What every store of turns must hold. `open` gives another store on the same data, as another process would have it. */
export function turnsConformance(name: string, open: () => TurnStore): void {
  describe(`${name} as a store of turns`, () => {
    let store: TurnStore;
    let conversation: string;
    const append = (seq: number, externalId?: string) => store.append(turnOf(conversation, seq, externalId));

    beforeAll(() => {
      store = open();
    });
    beforeEach(() => {
      conversation = randomUUID();
    });

    test('gives back what it stored, in order', async () => {
      for (const seq of [1, 2, 3]) expect(await append(seq)).toEqual({ outcome: 'stored' });
      const turns = await open().list(conversation);
      expect(turns.map((turn) => ({ ...turn, sealed: Buffer.from(turn.sealed) }))).toEqual(
        [1, 2, 3].map((seq) => turnOf(conversation, seq)),
      );
      expect((await store.list(conversation, { after: 1, limit: 1 })).map(({ seq }) => seq)).toEqual([2]);
      expect((await store.last(conversation))?.seq).toBe(3);
      expect(await store.first(conversation)).toEqual({ at: turnOf(conversation, 1).at, externalId: 'm1' });
      expect((await store.find(conversation, 'm2'))?.seq).toBe(2);
    });

    test('knows nothing of what never was', async () => {
      expect(await store.last(conversation)).toBeNull();
      expect(await store.first(conversation)).toBeNull();
      expect(await store.find(conversation, 'm1')).toBeNull();
      expect(await store.list(conversation)).toEqual([]);
    });

    test('keeps a message once: a redelivery finds the stored turn', async () => {
      await append(1, 'same');
      await append(2);
      const again = await append(3, 'same');
      expect(again.outcome === 'redelivered' && again.turn.seq).toBe(1);
      expect(await store.list(conversation)).toHaveLength(2);
    });

    test('gives each place once', async () => {
      await append(1);
      expect(await append(1, 'other')).toEqual({ outcome: 'race_lost' });
    });

    test('lets exactly one of many writers have a place', async () => {
      const stores = Array.from({ length: 6 }, open);
      for (let seq = 1; seq <= 5; seq += 1) {
        const outcomes = await Promise.all(stores.map((one, i) => one.append(turnOf(conversation, seq, `${seq}-${i}`))));
        expect(outcomes.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === 'race_lost')).toHaveLength(5);
      }
      expect((await store.list(conversation)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    });

    test('stores one message once when it comes from many sides at once', async () => {
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => open().append(turnOf(conversation, 1, 'same'))));
      expect(outcomes.filter(({ outcome }) => outcome === 'race_lost')).toHaveLength(0);
      expect(await store.list(conversation)).toHaveLength(1);
    });

    test('takes hundreds of conversations at once, and maps each answer to its own', async () => {
      const ids = Array.from({ length: 300 }, () => randomUUID());
      await Promise.all(ids.filter((_, i) => i % 3 === 0).map((id) => store.append(turnOf(id, 1, 'same'))));
      await Promise.all(ids.filter((_, i) => i % 3 === 1).map((id) => store.append(turnOf(id, 1, 'other'))));
      const outcomes = await Promise.all(ids.map((id) => store.append(turnOf(id, 1, 'same'))));
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(ids.map((_, i) => ['redelivered', 'race_lost', 'stored'][i % 3]));
    });

    describe('after an erasure', () => {
      const at = new Date('2026-11-10T02:00:00Z');
      const carried = Buffer.from('sealed');
      const take = (seq: number, externalId = 'bye') =>
        store.append({ conversation, seq, externalId, at, erased: true, carried, unfinished: true });
      const erase = async (seq: number, externalId?: string): Promise<readonly string[]> => {
        expect(await take(seq, externalId)).toEqual({ outcome: 'stored' });
        const ids = await store.externalIdsBefore(conversation, seq);
        await store.eraseBefore(conversation, seq);
        await store.finish(conversation, seq);
        return ids;
      };

      test('nothing can be read, and the order goes on behind the erased place', async () => {
        for (const seq of [1, 2]) await append(seq);
        expect(await erase(3)).toEqual(['m1', 'm2']);
        expect(await store.last(conversation)).toMatchObject({ conversation, seq: 3, erased: true, unfinished: false });
        expect(await store.list(conversation)).toEqual([]);
        expect(await store.find(conversation, 'm1')).toBeNull();
        expect(await store.first(conversation)).toEqual({ at, externalId: null });
        expect(await append(4)).toEqual({ outcome: 'stored' });
        expect(await erase(5, 'bye again')).toEqual(['m4']);
      });

      test('a writer that still believes in the old turns gets no place', async () => {
        for (const seq of [1, 2]) await append(seq);
        await erase(3);
        for (const seq of [1, 2, 3]) expect(await append(seq, `late ${seq}`)).toEqual({ outcome: 'race_lost' });
      });

      test('that is late, or comes by a message of before, nothing happens', async () => {
        for (const seq of [1, 2]) await append(seq);
        expect(await take(2)).toEqual({ outcome: 'race_lost' });
        expect(await take(3, 'm1')).toMatchObject({ outcome: 'redelivered', turn: { seq: 1 } });
        expect(await store.list(conversation)).toHaveLength(2);
      });

      test('what is not finished is seen', async () => {
        await append(1);
        await take(2);
        const last = await store.last(conversation);
        expect(last && isErased(last) && last.unfinished && Buffer.from(last.carried ?? []).toString()).toBe('sealed');
      });

      test('of the earlier turns alone, the later ones stay', async () => {
        for (const seq of [1, 2, 3]) await append(seq);
        await store.eraseBefore(conversation, 3);
        expect((await store.list(conversation)).map(({ seq }) => seq)).toEqual([3]);
        expect(await store.externalIdsBefore(conversation, 3)).toEqual([]);
        expect(await append(2, 'late')).toEqual({ outcome: 'race_lost' });
      });
    });
  });
}
