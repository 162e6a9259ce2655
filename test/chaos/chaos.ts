import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { loadContent } from '../../src/content.ts';
import { Persona } from '../../src/conversation/simulate.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { after, createBusinessClock } from './business-clock.ts';
import { type Case, createCases } from './cases.ts';
import { chanceOf } from './chance.ts';
import { createFamilyCheck } from './compare-families.ts';
import { createVisitCheck } from './compare-visits.ts';
import { createDesk, type Desk } from './desk.ts';
import { newCounts } from './family.ts';
import { createFaults } from './faults.ts';
import type { Installation } from './installation.ts';
import { startLoad } from './load.ts';
import { createHttpCheck } from './over-http.ts';
import { clockStepsOf, type Fault, faultsOf } from './schedule.ts';
import { nextDue, settle, untilSent } from './settle.ts';
import { makeStaff } from './staff.ts';
import { createStored } from './stored.ts';
import { createTurnstile } from './turnstile.ts';
import { createVerdict, type Verdict } from './verdict.ts';
import { createWire } from './wire.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START = new Date('2026-10-12T09:00:05+09:00');

export interface ChaosOptions {
  readonly conversations: number;
  readonly faults: number;
  readonly seed: number;
  /** No conversation begins after this many minutes; null: all do. */
  readonly minutes: number | null;
  readonly atOnce: number;
  readonly say: (line: string) => void;
}

export interface DoneFault extends Fault {
  /** What was hit; null: it could not be done here. */
  readonly hit: string | null;
  readonly tookMs: number;
}

export interface Report {
  readonly verdict: Verdict;
  readonly faults: readonly DoneFault[];
  readonly verified: string;
  readonly figures: Readonly<Record<string, number>>;
}

const PATIENCE_MS = 600_000;
/** Hours of the business clock take at least so long: a small run sees some, a large one no more than a winter of them. */
const standMs = (conversations: number): number => Math.min(15_000, 4_000 + conversations * 3);
const SENT_PATIENCE_MS = 90_000;
/** Room after a due message before the next stand, so that few stands do for many messages. */
const BUNDLE_MS = 20 * 60_000;
/** Stands after the load, in which what was booked comes due. */
const MAX_LAST_STANDS = 80;
/** Families that look at their page in each of them. */
const LOOKS = 8;
/** Conversations that may begin before a fault that is late. */
const AHEAD = 8;
const PROGRESS_MS = 5_000;
const COMPARED_AT_ONCE = 16;

async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < items.length) await work(items[next++] as T);
  };
  await Promise.all(Array.from({ length: COMPARED_AT_ONCE }, one));
}

/** `firststep verify` on the installation: its last line. */
function verify({ env }: Installation, say: (line: string) => void): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [`${ROOT}/dist/main.js`, 'verify'], { env, maxBuffer: 1 << 28 }, (error, stdout) => {
      const lines = stdout.trimEnd().split('\n');
      for (const line of lines.slice(0, 40)) say(`verify: ${line}`);
      resolve(
        error && !/^\d+ passed, \d+ failed$/.test(lines.at(-1) ?? '') ? `0 passed, 1 failed (${error.message})` : (lines.at(-1) ?? ''),
      );
    });
  });
}

/** One run on a new installation: load and faults, then rest, then the comparison. Leaves the installation running. */
export async function chaos(installation: Installation, options: ChaosOptions): Promise<Report> {
  const { conversations, faults: faultCount, seed, minutes, atOnce, say } = options;
  const begunAt = performance.now();
  const client = new MongoClient(installation.mongoUrl, {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
  const redis = new Redis(installation.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => 'it is killed on purpose');
  const wire = createWire();
  try {
    await client.connect();
    const db = client.db();
    const colleagues = await makeStaff(db, client, installation.masterKey, START);
    await installation.startApps();
    say(`${installation.members.length} processes run`);
    const { servePorts } = installation;
    const counts = newCounts();
    const line = { wire, ports: servePorts, counts };
    const turnstile = createTurnstile();
    const isUp = (port: number): boolean => installation.serve[servePorts.indexOf(port)]?.pid !== null;
    const clock = createBusinessClock(wire, { ports: servePorts, isUp, turnstile, start: START });
    await clock.move(() => START);

    const desks = new Map<string, Desk>();
    for (const { id, role, ...login } of colleagues)
      if (role === 'case_manager' || role === 'supervisor') desks.set(id, createDesk(wire, servePorts, login));
    await Promise.all([...desks.values()].map((desk) => desk.signIn()));
    const supervisor = desks.get(colleagues.find(({ role }) => role === 'supervisor')?.id ?? '');
    if (!supervisor) throw new Error('there is no supervisor');
    const savers = colleagues.filter(({ role }) => role === 'saver').map(({ id }) => id);
    const cases = createCases({ db, line, clock, turnstile, desks, supervisor, savers, chance: chanceOf(seed, 'staff') });

    // The load waits for faults that are late, so that they are spread over it on any machine.
    const planned = faultsOf(seed, conversations, faultCount);
    let begunFaults = 0;
    let tellFault: (() => void)[] = [];
    const mayBegin = async (index: number): Promise<void> => {
      while (begunFaults < planned.length && (planned[begunFaults]?.at ?? 0) < index - AHEAD)
        await new Promise<void>((resolve) => tellFault.push(resolve));
    };
    const loadBegan = performance.now();
    const load = startLoad({
      seed,
      conversations,
      atOnce,
      line,
      cases,
      mayBegin,
      personas: z.array(Persona).parse(JSON.parse(readFileSync(`${ROOT}/test/personas/personas.json`, 'utf8'))),
      isLate: () => minutes !== null && performance.now() - begunAt > minutes * 60_000,
    });

    let isTalking = true;
    void load.talked.then(() => {
      isTalking = false;
    });
    const runFault = createFaults({
      installation,
      clock,
      turnstile,
      line,
      families: load.families,
      flush: async () => void (await redis.flushall()),
    });
    const done: DoneFault[] = [];
    const doFault = async (fault: Fault): Promise<void> => {
      const from = performance.now();
      const hit = await runFault(fault);
      const tookMs = performance.now() - from;
      done.push({ ...fault, hit, tookMs });
      say(`fault ${done.length}: ${fault.kind}, ${hit ?? 'not possible here'}, over after ${(tookMs / 1_000).toFixed(1)} s`);
    };
    const doFaults = async (): Promise<void> => {
      const running: Promise<void>[] = [];
      for (const fault of planned) {
        while (isTalking && load.begun() < fault.at) await wait(20);
        if (!isTalking && minutes !== null) break;
        begunFaults += 1;
        for (const tell of tellFault) tell();
        tellFault = [];
        const one = doFault(fault);
        running.push(one);
        if (!fault.overlaps) await Promise.all(running);
      }
      await Promise.all(running);
    };

    const moveClock = async (): Promise<void> => {
      const steps = clockStepsOf(seed);
      while (isTalking) {
        const from = performance.now();
        await untilSent(db, clock, SENT_PATIENCE_MS);
        while (isTalking && performance.now() - from < standMs(conversations)) await wait(50);
        await clock.move((now) => after(now, steps.next().value));
      }
    };
    const progress = setInterval(() => {
      const seconds = Math.round((performance.now() - loadBegan) / 1_000);
      say(
        `${seconds} s: ${load.ended()} of ${conversations} conversations, ${counts.acknowledged} answers, ${done.length} of ${faultCount} faults, ${cases.counts.accepted} cases, ${cases.counts.booked} visits, clock ${clock.now().toISOString()}`,
      );
    }, PROGRESS_MS);
    try {
      await Promise.all([load.talked, doFaults(), moveClock()]);
      await load.stop();
    } finally {
      clearInterval(progress);
    }
    const loadSeconds = (performance.now() - loadBegan) / 1_000;
    say(`load and faults are over after ${Math.round(loadSeconds)} s`);

    for (const member of installation.members) {
      if (member.pid === null) say(`waiting for ${member.name}`);
      await member.up();
    }
    const verdict = createVerdict(say);
    const settled = async (what: string): Promise<void> => {
      const left = await settle(db, clock, { patienceMs: PATIENCE_MS, say });
      verdict.hold(what, left.length === 0, 'unsettled', () => left.join(', '));
    };
    await settled('all comes to rest after the faults');
    const visited = cases.all.filter(({ visits }) => visits.size > 0);
    const isGone = ({ family }: Case): boolean => family.told.some(({ forgotten }) => forgotten);
    for (let i = 0; i < MAX_LAST_STANDS; i += 1) {
      const due = await nextDue(db, clock.now());
      if (due === null) break;
      if (i % 5 === 0) say(`after the load: messages are due at ${due.toISOString()}`);
      await clock.move(() => new Date(due.getTime() + BUNDLE_MS));
      await untilSent(db, clock, SENT_PATIENCE_MS);
      const lookers = chanceOf(seed, 'looks', i).shuffled(visited).slice(0, LOOKS);
      await Promise.all(lookers.map((one) => (isGone(one) ? undefined : cases.lookAt(one))));
    }
    await settled('all comes to rest at the end');
    for (const one of visited) if (!isGone(one)) await cases.lookAt(one);

    say('comparing with the database …');
    const keys = await openKeys(db, installation.masterKey);
    const content = loadContent(ROOT);
    const stored = createStored(db, keys, content);
    const now = clock.now();
    await inGroups(load.families, createFamilyCheck({ db, stored, verdict, now }));
    await createVisitCheck({ db, verdict, rules: content.program.book, stands: clock.stands, now })(cases.all);
    say('verify …');
    const verified = await verify(installation, say);
    say('comparing over HTTP …');
    await clock.move(() => START);
    await inGroups(load.families, createHttpCheck({ line, stored, verdict, chance: chanceOf(seed, 'again') }));

    const crashes = installation.members.flatMap(({ name, crashes: ends }) => ends.map((how) => `${name}: ${how}`));
    return {
      verdict,
      faults: done,
      verified,
      figures: {
        conversations: load.begun(),
        ...counts,
        ...cases.counts,
        'clock stands': clock.stands.length,
        'processes that ended by themselves': crashes.length,
        'seconds of load': Math.round(loadSeconds),
        'seconds in all': Math.round((performance.now() - begunAt) / 1_000),
      },
    };
  } finally {
    wire.close();
    redis.disconnect();
    await client.close();
  }
}
