import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type SeenTurn, whatIsShown } from '../../../src/channels/webchat/discreet.ts';

interface Vector {
  readonly name: string;
  /** Minute, and a word of hers when she made the turn. */
  readonly turns: readonly string[];
  /** When she last wrote, when it is not the last turn. */
  readonly last?: number;
  readonly now: number;
  readonly opened?: number;
  /** Turn. */
  readonly left?: number;
  readonly hidden?: boolean;
  readonly from: number | null;
  readonly hides: boolean;
  /** Minutes. */
  readonly idleIn: number | null;
  readonly away: boolean;
}

const vectors = JSON.parse(readFileSync(new URL('./discreet.vectors.json', import.meta.url), 'utf8')) as Vector[];
const START = Date.parse('2026-11-10T01:00:00Z');
const at = (minute: number): Date => new Date(START + minute * 60_000);

test.each(vectors)('$name', ({ turns, last, now, opened, left, hidden = false, from, hides, idleIn, away }) => {
  const seen = turns.map((turn, i): SeenTurn => {
    const [minute = '0', mine] = turn.split(' ');
    return { seq: i + 1, at: at(Number(minute)).toISOString(), mine: mine ?? null };
  });
  const shown = whatIsShown({
    turns: seen,
    lastActivityAt: last === undefined ? (seen.at(-1)?.at ?? '') : at(last).toISOString(),
    now: at(now),
    openedAt: opened === undefined ? null : at(opened),
    leftThrough: left ?? null,
    hidden,
  });
  expect(shown).toEqual({ from, hides, idleIn: idleIn === null ? null : idleIn * 60_000, isAway: away });
});
