import { setTimeout as wait } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { ClockStep } from './schedule.ts';
import type { Turnstile } from './turnstile.ts';
import { type Wire, WireError } from './wire.ts';

export const SEOUL = 'Asia/Seoul';

/** Where the business clock stood, and whether all that was due then was done before it went on. */
export interface Stand {
  readonly at: Date;
  rested: boolean;
}

export interface BusinessClock {
  now(): Date;
  readonly stands: readonly Stand[];
  /** Where it stands; null while it moves. */
  stand(): Stand | null;
  /** Moves it on every server at once, with no change of staff under way. Resolves when all that run show it. */
  move(to: (now: Date) => Date): Promise<void>;
  /** Sets it to where it stands, which makes the net look for what is due. Does not wait for what the net finds. */
  nudge(): void;
}

/** The answer comes after a pass of the net. */
const TIMEOUT_MS = 60_000;
const LOOK_MS = 5_000;
/** A time that no server shows by then is told to another one. */
const TAKEN_MS = 3_000;
const AGAIN_MS = 50;

/** The next instant of a step. */
export function after(now: Date, step: ClockStep): Date {
  const seoul = DateTime.fromJSDate(now, { zone: SEOUL });
  const next = (hour: number): DateTime => {
    const today = seoul.set({ hour, minute: 0, second: 5, millisecond: 0 });
    return today > seoul ? today : today.plus({ days: 1 });
  };
  if (step === 'minutes') return seoul.plus({ minutes: 7 }).toJSDate();
  if (step === 'two_hours') return seoul.plus({ hours: 2 }).toJSDate();
  return next(step === 'morning' ? 10 : 17).toJSDate();
}

/** @param isUp Whether the server of a port runs: one that does not reads the time when it starts. */
export function createBusinessClock(
  wire: Wire,
  { ports, isUp, turnstile, start }: { ports: readonly number[]; isUp: (port: number) => boolean; turnstile: Turnstile; start: Date },
): BusinessClock {
  const stands: Stand[] = [];
  const underWay = new Set<Promise<boolean>>();
  let now = start;
  let isMoving = false;
  let moversWaiting = 0;
  let turn = 0;

  const tell = async (port: number, to: string): Promise<boolean> => {
    try {
      const answer = await wire.send({ port, method: 'PUT', path: '/test/clock', body: { now: to }, timeoutMs: TIMEOUT_MS });
      return answer.status === 200;
    } catch (error) {
      if (error instanceof WireError) return false;
      throw error;
    }
  };
  const shows = async (port: number, to: string): Promise<boolean> => {
    try {
      const answer = await wire.send({ port, method: 'GET', path: '/test/clock', timeoutMs: LOOK_MS });
      return answer.status === 200 && (answer.body as { now: string }).now === to;
    } catch (error) {
      if (error instanceof WireError) return false;
      throw error;
    }
  };

  /** Tells the next server the time; what it finds to do then is waited for before the next move. */
  const tellOne = (text: string): void => {
    turn += 1;
    const told = tell(ports[turn % ports.length] ?? 0, text);
    underWay.add(told);
    void told.then(() => underWay.delete(told));
  };
  const untilShown = async (port: number, text: string, patienceMs: number): Promise<boolean> => {
    const limit = performance.now() + patienceMs;
    while (isUp(port) && performance.now() < limit) {
      if (await shows(port, text)) return true;
      await wait(AGAIN_MS);
    }
    return !isUp(port);
  };

  return {
    now: () => now,
    stands,
    stand: () => (isMoving ? null : (stands.at(-1) ?? null)),
    async move(to) {
      // A call of before that arrived after this one would turn the clock back.
      moversWaiting += 1;
      while (underWay.size > 0) await Promise.all(underWay);
      moversWaiting -= 1;
      await turnstile.alone(async () => {
        isMoving = true;
        now = to(now);
        const text = now.toISOString();
        for (let areTold = false; !areTold; ) {
          tellOne(text);
          areTold = (await Promise.all(ports.map((port) => untilShown(port, text, TAKEN_MS)))).every(Boolean) && ports.some(isUp);
        }
        stands.push({ at: now, rested: false });
        isMoving = false;
      });
    },
    nudge() {
      if (underWay.size === 0 && moversWaiting === 0 && !isMoving) tellOne(now.toISOString());
    },
  };
}
