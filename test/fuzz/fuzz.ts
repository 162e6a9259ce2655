import { admit, type Program, render, renderQuestion, replyOf, type Session, step, stepAlone } from '../../src/conversation/index.ts';
import { MAX_SESSION_BYTES, MAX_TEXT } from '../../src/conversation/limits.ts';
import type { Input } from '../../src/conversation/types.ts';
import { createMessages, randomFrom } from './messages.ts';
import { stopwatch } from './stopwatch.ts';

export interface FuzzOptions {
  readonly messages: number;
  readonly seed: number;
  /** What people of our languages write: labels and phrases of the content. */
  readonly phrases: readonly string[];
}

export interface FuzzReport {
  readonly messages: number;
  readonly conversations: number;
  /** What went wrong, with the seed and number that repeat it; at most ten are kept. */
  readonly faults: readonly string[];
  readonly faultCount: number;
  readonly largestSession: number;
  /** Milliseconds of our own work: the slowest step, and the one that 99.99 % are not slower than. */
  readonly slowest: number;
  readonly p9999: number;
  /** The most that a text of four times the length costs. */
  readonly growth: number;
}

const KEPT_FAULTS = 10;
/** A conversation of the fuzz ends here at the latest and a new one begins. */
const LONGEST_TALK = 60;
const BUCKET_MS = 0.01;
const SLOW_STEP_MS = 5;
const START = Date.parse('2026-11-10T01:00:00Z');

/**
 * Sends random and adversarial messages through `step`. A fault is: an exception, a conversation that neither asks nor ended,
 * a session that is too large, a text key shown to a person.
 */
export function fuzz(program: Program, { messages, seed, phrases }: FuzzOptions): FuzzReport {
  const random = randomFrom(seed);
  const maker = createMessages(random, phrases, program.langs);
  const buckets = new Map<number, number>();
  const faults: string[] = [];
  let faultCount = 0;
  let largestSession = 0;
  let slowest = 0;
  let conversations = 0;
  let session: Session | null = null;
  let talked = 0;
  let now = START;

  const fault = (at: number, what: string): void => {
    faultCount += 1;
    if (faults.length < KEPT_FAULTS) faults.push(`message ${at} of seed ${seed}: ${what}`);
  };

  for (let i = 0; i < messages; i += 1) {
    now += random() < 0.01 ? 90_000_000 : 20_000;
    const before: Session | null = session;
    const asked = before ? renderQuestion(program, before, new Date(now).toISOString()) : null;
    const fresh = before === null || talked >= LONGEST_TALK || before.code === '';
    const made = maker.next(asked?.choices?.map((choice) => choice.value) ?? []);
    const spent = stopwatch();
    const input: Input = fresh
      ? { kind: 'start', code: 'FS-2A3B4', lang: random() < 0.9 ? (program.langs[i % program.langs.length] ?? 'ko') : null }
      : made.kind === 'text'
        ? { ...made, ...admit(made.text) }
        : made;
    if (fresh) {
      conversations += 1;
      talked = 0;
    }
    talked += 1;
    const instant = new Date(now).toISOString();
    try {
      const next = stepAlone(program, fresh ? null : before, input, instant);
      const took = spent();
      slowest = Math.max(slowest, took);
      const bucket = Math.ceil(took / BUCKET_MS);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      session = next.session;
      const size = Buffer.byteLength(JSON.stringify(session));
      largestSession = Math.max(largestSession, size);
      if (size > MAX_SESSION_BYTES) fault(i, `the session has ${size} bytes`);
      const wall = deadEnd(program, session, instant);
      if (wall) fault(i, wall);
      const bare = render(program, next.outputs, session.lang ?? 'en').find((said) => /^[a-z_]+(\.[a-z0-9_]+)+$/u.test(said.text));
      if (bare) fault(i, `the key ${bare.text} was shown`);
    } catch (error) {
      session = null;
      fault(i, `${error instanceof Error ? `${error.name}: ${error.message}` : String(error)} on ${JSON.stringify(input).slice(0, 200)}`);
    }
  }
  return {
    messages,
    conversations,
    faults,
    faultCount,
    largestSession,
    slowest,
    p9999: quantile(buckets, messages, 0.9999),
    growth: growthOf(program),
  };
}

/** A state is fine when something is asked, the flow ended, she paused, left, or was forgotten. */
function deadEnd(program: Program, session: Session, now: string): string | null {
  const { flags, end, code } = session;
  if (code === '' || end !== null || flags.paused || flags.hidden || flags.loss) return null;
  const reply = replyOf(program, session, [], now);
  return reply.question === null
    ? `nothing is asked and nothing ended (pending ${session.pending ?? 'nothing'}, flow ${session.flow})`
    : null;
}

function quantile(buckets: ReadonlyMap<number, number>, total: number, share: number): number {
  let seen = 0;
  for (const [bucket, count] of [...buckets].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= total * share) return bucket * BUCKET_MS;
  }
  return 0;
}

/** Lengths of texts whose growth is measured. Answers of up to 1,000 signs are read closely, so steps are compared beyond that. */
const STEP_LENGTHS = [1_100, MAX_TEXT] as const;
const LISTEN_LENGTHS = [250, 500, 1_000, 2_000, MAX_TEXT] as const;
const ROUNDS = 40;

/**
 * How much more four times as long a text costs at most, by length: linear work gives four. Of whole steps between texts that are
 * both too long for an answer, of listening between all lengths.
 */
function growthOf(program: Program): number {
  const words = '남편이 무서워요 32주 không ra máu but my water broke 2027-03-15 만수3동 010-1234-5678 ';
  const opened = step(program, null, { kind: 'start', code: 'FS-2A3B4', lang: 'ko' }, new Date(START).toISOString()).session;
  const context = { lang: 'ko' as const, question: opened.pending, stage: null, facts: {} };
  const text = (length: number): string => words.repeat(Math.ceil(length / words.length)).slice(0, length);
  const stepTime = (length: number): number =>
    median(() => step(program, opened, { kind: 'text', ...admit(text(length)), stale: false }, new Date(START).toISOString()));
  const listenTime = (length: number): number => median(() => program.listen(text(length), context));
  stepTime(MAX_TEXT);
  const [short, long] = STEP_LENGTHS;
  const ofSteps = (stepTime(long) / stepTime(short)) * ((4 * short) / long);
  const ofListening = LISTEN_LENGTHS.slice(2).map((length) => listenTime(length) / listenTime(length / 4));
  return Math.max(ofSteps, ...ofListening);
}

function median(work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const spent = stopwatch();
    work();
    return spent();
  });
  return times.sort((a, b) => a - b)[ROUNDS / 2] ?? 0;
}

/** Prints a report for people; returns the exit code. */
export function reportFuzz(report: FuzzReport, print: (line: string) => void): number {
  for (const line of report.faults) print(line);
  const kept = (holds: boolean, line: string): boolean => {
    print(`${holds ? 'ok  ' : 'FAIL'} ${line}`);
    return holds;
  };
  const results = [
    kept(report.faultCount === 0, `${report.messages} messages in ${report.conversations} conversations, ${report.faultCount} faults`),
    kept(report.largestSession <= MAX_SESSION_BYTES, `largest session ${report.largestSession} bytes, at most ${MAX_SESSION_BYTES}`),
    kept(
      report.p9999 <= SLOW_STEP_MS,
      `99.99 % of steps take at most ${report.p9999.toFixed(2)} ms of work, at most ${SLOW_STEP_MS} (slowest ${report.slowest.toFixed(1)} ms)`,
    ),
    kept(report.growth <= 6, `4,000 characters cost ${report.growth.toFixed(1)} times what 1,000 cost, at most 6`),
  ];
  const failed = results.filter((holds) => !holds).length;
  print(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
