import type { BusinessClock } from './business-clock.ts';
import { type Family, type Line, say } from './family.ts';
import type { Installation } from './installation.ts';
import type { Member } from './member.ts';
import { stepDown, untilPrimary } from './replica-set.ts';
import type { Fault } from './schedule.ts';
import type { Turnstile } from './turnstile.ts';

export interface FaultDeps {
  readonly installation: Installation;
  readonly clock: BusinessClock;
  readonly turnstile: Turnstile;
  readonly line: Line;
  /** Families that have been answered before. */
  readonly families: readonly Family[];
  readonly flush: () => Promise<void>;
}

const PRIMARY_MS = 30_000;
const STEPPED_DOWN_SECONDS = 5;
/** Old messages that come again together. */
const OLD_MESSAGES = 24;

/** Does one fault and undoes it. Resolves to a word on what was hit, when all answers again; null when it could not be done here. */
export function createFaults({ installation, clock, turnstile, line, families, flush }: FaultDeps) {
  const { serve, work, mongods, redis, mongoPorts } = installation;
  const of = <T>(list: readonly T[], which: number): T => list[which % list.length] as T;
  const cut = async (member: Member, ms: number): Promise<string> => {
    await member.cut(ms);
    return member.name;
  };
  const primary = async (): Promise<number> => (await untilPrimary(mongoPorts, PRIMARY_MS)) ?? 0;
  const aMongod = async (isPrimary: boolean, which: number): Promise<Member> => {
    const first = await primary();
    return of(mongods, isPrimary ? first : first + 1 + (which % (mongods.length - 1)));
  };

  const oldMessages = async (which: number): Promise<string> => {
    const heard = families.filter(({ told }) => told.length > 0).slice(-OLD_MESSAGES);
    const again = heard.map((family, i) => ({ family, id: family.told[(which + i * 7) % family.told.length]?.id ?? '' }));
    // Those that were sent last come first.
    await Promise.all(again.toReversed().map(({ family, id }, i) => say(line, family, family.sent.get(id) ?? {}, { id, first: i })));
    return `${again.length} messages`;
  };

  return async ({ kind, which, ms }: Fault): Promise<string | null> => {
    switch (kind) {
      case 'kill_serve':
        return cut(of(serve, which), ms);
      case 'kill_work':
        return cut(of(work, which), ms);
      case 'kill_primary':
      case 'kill_secondary':
        return cut(await aMongod(kind === 'kill_primary', which), ms);
      case 'step_down': {
        const port = of(mongoPorts, await primary());
        const done = await stepDown(port, STEPPED_DOWN_SECONDS);
        await untilPrimary(mongoPorts, PRIMARY_MS);
        return done ? 'primary' : null;
      }
      case 'full_disk': {
        const member = await aMongod(which % 2 === 0, which);
        let filled = false;
        await member.cut(ms, async (pid) => {
          filled = await installation.fillDisk(pid);
        });
        return filled ? member.name : null;
      }
      case 'kill_redis':
        return cut(redis, ms);
      case 'flush_redis':
        await flush();
        return 'redis';
      case 'stop_app': {
        const member = of([...serve, ...work], which);
        // Business time stands for all while one of them sleeps: sleeping clocks go on in the real world.
        await turnstile.shared(() => member.freeze(ms));
        return member.name;
      }
      case 'stop_store': {
        const member = of([...mongods, redis], which);
        await member.freeze(ms);
        return member.name;
      }
      case 'clock_jump': {
        await clock.move((now) => new Date(now.getTime() + ms));
        return `${Math.round(ms / 3_600_000)} hours`;
      }
      case 'old_messages':
        return oldMessages(which);
    }
  };
}
