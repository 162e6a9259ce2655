import { setTimeout as wait } from 'node:timers/promises';
import type { Persona } from '../../src/conversation/simulate.ts';
import type { Cases } from './cases.ts';
import { chanceOf } from './chance.ts';
import { converse } from './conversation.ts';
import { type Family, type Line, newFamily } from './family.ts';
import { lifeOf, scriptOf } from './script.ts';

export interface Load {
  readonly families: readonly Family[];
  /** Families that are in the chat now, and whose case is with staff. */
  readonly begun: () => number;
  readonly ended: () => number;
  /** All conversations are over; staff go on until `stop`. */
  readonly talked: Promise<void>;
  /** Resolves when staff have put down what they had in hand. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly seed: number;
  readonly conversations: number;
  readonly atOnce: number;
  readonly personas: readonly Persona[];
  readonly line: Line;
  readonly cases: Cases;
  /** A conversation of this index may begin. */
  readonly mayBegin: (index: number) => Promise<void>;
  /** No conversation begins any more. */
  readonly isLate: () => boolean;
}

/** Staff work on so many cases at once, with a pause between two steps. */
const DESKS = 4;
const DESK_PAUSE_MS = 20;
const ALERTS_PAUSE_MS = 1_000;
/** A case takes its time to reach a desk, and not every conversation makes one: how long it is looked for, and after the last talk. */
const CASE_PATIENCE_MS = 60_000;
const LAST_PATIENCE_MS = 5_000;
const ARRIVALS_PAUSE_MS = 250;
/** Least that staff do with a case before a run ends, on the average. */
const STEPS_OF_A_CASE = 3;

/** A family whose conversation ended, and until when its referral is looked for. */
interface Waiting {
  readonly family: Family;
  readonly isVisited: boolean;
  readonly until: number;
}

/** Lets families talk, so many at once, and staff work on the cases of those who are to be visited. */
export function startLoad(options: LoadOptions): Load {
  const { seed, conversations, atOnce, personas, line, cases, mayBegin, isLate } = options;
  const families: Family[] = [];
  let waiting: readonly Waiting[] = [];
  const arrived: { readonly family: Family; readonly isVisited: boolean; readonly referralId: string }[] = [];
  let next = 0;
  let ended = 0;
  let isOver = false;
  let lastUntil = Number.POSITIVE_INFINITY;

  const talk = async (): Promise<void> => {
    while (next < conversations && !isLate()) {
      const index = next++;
      await mayBegin(index);
      const script = scriptOf(seed, index, personas);
      const family = newFamily(index);
      families.push(family);
      await converse(line, family, script, lifeOf(seed, script));
      ended += 1;
      if (script.care !== 'left' && !family.told.some(({ forgotten }) => forgotten))
        waiting = [...waiting, { family, isVisited: script.care === 'visited', until: performance.now() + CASE_PATIENCE_MS }];
    }
  };

  const watchArrivals = async (): Promise<void> => {
    while (!isOver || waiting.length > 0) {
      const referralOf = await cases.arrived(waiting.map(({ family }) => family.conversation ?? ''));
      const now = performance.now();
      waiting = waiting.filter(({ family, isVisited, until }) => {
        const referralId = referralOf.get(family.conversation ?? '');
        if (referralId !== undefined) arrived.push({ family, isVisited, referralId });
        return referralId === undefined && now < Math.min(until, lastUntil);
      });
      await wait(ARRIVALS_PAUSE_MS);
    }
  };

  const chance = chanceOf(seed, 'cases');
  const idle = new Set<Cases['all'][number]>();
  let steps = 0;
  let visited = 0;
  const hasWork = (): boolean => !isOver || waiting.length + arrived.length > 0 || (idle.size > 0 && steps < visited * STEPS_OF_A_CASE);
  const desk = async (): Promise<void> => {
    while (hasWork()) {
      const next = arrived.shift();
      if (next) {
        const opened = await cases.open(next.family, next.referralId, next.isVisited);
        if (next.isVisited) {
          visited += 1;
          idle.add(opened);
        }
      } else if (idle.size > 0) {
        const one = chance.pick([...idle]);
        idle.delete(one);
        steps += 1;
        await cases.step(one);
        if (!one.family.told.some(({ forgotten }) => forgotten)) idle.add(one);
      }
      await wait(DESK_PAUSE_MS);
    }
  };

  const takeAlerts = async (): Promise<void> => {
    while (hasWork()) {
      await cases.takeAlerts();
      await wait(ALERTS_PAUSE_MS);
    }
  };

  const talking = Promise.all(Array.from({ length: Math.min(atOnce, conversations) }, talk));
  const working = Promise.all([watchArrivals(), takeAlerts(), ...Array.from({ length: DESKS }, desk)]);
  return {
    families,
    begun: () => families.length,
    ended: () => ended,
    talked: talking.then(() => undefined),
    async stop() {
      await talking;
      isOver = true;
      lastUntil = performance.now() + LAST_PATIENCE_MS;
      await working;
    },
  };
}
