import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundsOf, type SourcedEffect } from '../../src/inbox/effects.ts';

const effect = (conversation: string, type: 'note_left' | 'human_asked', index: number): SourcedEffect => ({
  context: { conversation, personId: conversation, channel: 'web', turnSeq: 1, index, at: new Date(0), turn: null },
  event: { type } as SourcedEffect['event'],
});

const effects = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('note_left' as const, 'human_asked' as const)))
  .map((all) => all.map(([conversation, type], i) => effect(conversation, type, i)));

test('rounds have every effect once, one type together, and each conversation in its order', () => {
  fc.assert(
    fc.property(effects, (all) => {
      const rounds = roundsOf(all).map((round) =>
        [...round].flatMap(([type, same]) => {
          expect(same.every(({ event }) => event.type === type)).toBe(true);
          return same;
        }),
      );
      for (const round of rounds) expect(new Set(round.map(({ context }) => context.conversation)).size).toBe(round.length);
      const of = (list: readonly SourcedEffect[], conversation: string) =>
        list.filter(({ context }) => context.conversation === conversation);
      for (const conversation of ['a', 'b', 'c']) expect(of(rounds.flat(), conversation)).toEqual(of(all, conversation));
      expect(rounds.flat()).toHaveLength(all.length);
    }),
  );
});
