import { chanceOf, type Chance } from './chance.ts';

/** What can be done to a running First Step. */
export const FAULT_KINDS = [
  'kill_serve',
  'kill_work',
  'kill_primary',
  'kill_secondary',
  'step_down',
  'full_disk',
  'kill_redis',
  'flush_redis',
  'stop_app',
  'stop_store',
  'clock_jump',
  'old_messages',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  /** Begins when this many conversations have begun. */
  readonly at: number;
  readonly kind: FaultKind;
  /** Which of the processes that it can hit. */
  readonly which: number;
  /** How long it lasts: down, stopped, or the width of a jump of the business clock. */
  readonly ms: number;
  /** The next one does not wait for this one to be over. */
  readonly overlaps: boolean;
}

/** How often a kind comes beyond the first time. */
const WEIGHTS: Readonly<Record<FaultKind, number>> = {
  kill_serve: 4,
  kill_work: 4,
  kill_primary: 2,
  kill_secondary: 2,
  step_down: 3,
  full_disk: 1,
  kill_redis: 3,
  flush_redis: 3,
  stop_app: 3,
  stop_store: 2,
  clock_jump: 3,
  old_messages: 3,
};

const HOUR = 3_600_000;

function lasting(kind: FaultKind, chance: Chance): number {
  switch (kind) {
    case 'clock_jump':
      return chance.between(1, 30) * HOUR;
    case 'stop_app':
    case 'stop_store':
      return chance.between(1_000, 10_000);
    case 'kill_redis':
      return chance.between(500, 8_000);
    default:
      return chance.between(0, 3_000);
  }
}

/** The faults of a run, spread evenly over its load, each kind at least once where there are enough of them. Pure. */
export function faultsOf(seed: number, conversations: number, count: number): readonly Fault[] {
  const chance = chanceOf(seed, 'faults');
  const bag = FAULT_KINDS.flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind));
  const first = chance.shuffled(FAULT_KINDS).slice(0, count);
  const kinds = [...first, ...Array.from({ length: count - first.length }, () => chance.pick(bag))];
  // The first tenth of the load runs undisturbed, so that there is something to disturb.
  const [from, to] = [conversations * 0.1, conversations * 0.95];
  return kinds.map((kind, i) => ({
    at: Math.floor(from + ((to - from) * (i + chance.next())) / count),
    kind,
    which: chance.between(0, 1_000),
    ms: lasting(kind, chance),
    overlaps: chance.holds(0.5),
  }));
}

/** Steps of the business clock between faults: to the hours at which messages are due, and past them. */
export const CLOCK_STEPS = ['minutes', 'morning', 'two_hours', 'evening'] as const;
export type ClockStep = (typeof CLOCK_STEPS)[number];

export function* clockStepsOf(seed: number): Generator<ClockStep, never> {
  const chance = chanceOf(seed, 'clock');
  for (;;) yield chance.pick(CLOCK_STEPS);
}
