import { setTimeout as wait } from 'node:timers/promises';
import { DateTime } from 'luxon';
import type { ClockStep } from './schedule.ts';
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
  /** Sets it on every server. Resolves when all of them show it. */
  set(to: Date): Promise<void>;
  /** Sets it to where it stands, which makes the net look for what is due. May fail, like every call. */
  nudge(): Promise<void>;
}

const TIMEOUT_MS = 20_000;
const AGAIN_MS = 250;

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

export function createBusinessClock(wire: Wire, ports: readonly number[], start: Date): BusinessClock {
  const stands: Stand[] = [];
  let now = start;
  let isMoving = false;
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
      const answer = await wire.send({ port, method: 'GET', path: '/test/clock', timeoutMs: TIMEOUT_MS });
      return answer.status === 200 && (answer.body as { now: string }).now === to;
    } catch (error) {
      if (error instanceof WireError) return false;
      throw error;
    }
  };

  return {
    now: () => now,
    stands,
    stand: () => (isMoving ? null : (stands.at(-1) ?? null)),
    async set(to) {
      const text = to.toISOString();
      isMoving = true;
      for (let i = 0; !(await tell(ports[i % ports.length] ?? 0, text)); i += 1) await wait(AGAIN_MS);
      now = to;
      stands.push({ at: to, rested: false });
      for (const port of ports) while (!(await shows(port, text))) await wait(AGAIN_MS);
      isMoving = false;
    },
    async nudge() {
      turn += 1;
      await tell(ports[turn % ports.length] ?? 0, now.toISOString());
    },
  };
}
