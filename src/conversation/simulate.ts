import { z } from 'zod';
import type { Facts, Outcome, TriageLevel } from '../rules/types.ts';
import { factsOf } from './draft.ts';
import type { ConversationEvent } from './events.ts';
import type { Program } from './program.ts';
import { admit } from './redact.ts';
import { render, renderQuestion } from './render.ts';
import type { Session } from './session.ts';
import { step, stepAlone } from './step.ts';
import { LANGS, type Input, type Lang } from './types.ts';

const Codes = z.array(z.string());

/** One persona vector: what a person types at each question, and what must come of it. */
export const Persona = z.looseObject({
  id: z.string(),
  title: z.string().default(''),
  locale: z.enum(LANGS),
  channel: z.string().default('web'),
  now: z.iso.datetime({ offset: true }),
  answers: z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)])),
  default: z.literal('skip').default('skip'),
  interrupts: z.array(z.object({ before: z.string(), say: z.string() })).default([]),
  expect: z.object({
    facts: z.record(z.string(), z.unknown()).default({}),
    triage: z.object({ level: z.string().nullable(), reasons: Codes }),
    safety: Codes,
    services: Codes,
    benefits: z.object({ likely: Codes, possible: Codes }),
    asked_not: Codes.default([]),
    max_questions: z.number().optional(),
    must_not_store: z.array(z.string()).default([]),
    outcome: z.string(),
  }),
});
export type Persona = z.infer<typeof Persona>;

export interface TranscriptLine {
  readonly question: string | null;
  readonly said: string;
  readonly answered: readonly string[];
}

export interface Run {
  readonly session: Session;
  readonly events: readonly ConversationEvent[];
  readonly transcript: readonly TranscriptLine[];
  readonly asked: readonly string[];
  readonly facts: Facts;
  readonly level: TriageLevel | null;
  readonly reasons: readonly string[];
  readonly outcome: Outcome | null;
  readonly services: readonly string[];
  readonly benefits: { readonly likely: readonly string[]; readonly possible: readonly string[] };
  readonly safety: readonly string[];
}

/** A conversation longer than this goes round in circles: a failure. */
const MAX_TURNS = 120;

/** Plays one persona through the real engine. Pure: the clock stands still at the persona's `now`. */
export function playPersona(program: Program, persona: Persona): Run {
  const { now } = persona;
  let session: Session | null = null;
  const events: ConversationEvent[] = [];
  const transcript: TranscriptLine[] = [];
  const asked: string[] = [];
  const uses = new Map<string, number>();
  const interrupts = [...persona.interrupts];
  let safety: readonly string[] = [];

  const turn = (said: string, input: Input): void => {
    const before: string | null = session?.pending ?? null;
    const next = stepAlone(program, session, input, now);
    session = next.session;
    events.push(...next.events);
    // What fired counts, also when the same turn forgot the person.
    for (const event of next.events) if (event.type === 'safety_fired') safety = [...new Set([...safety, ...event.rules])].sort();
    const words = render(program, next.outputs, session.lang ?? 'ko').map((message) => message.text);
    transcript.push({ question: before, said, answered: words });
  };

  turn('', { kind: 'start', code: 'FS-SIM22', lang: persona.locale });
  for (let i = 0; i < MAX_TURNS; i += 1) {
    const question = session === null ? null : renderQuestion(program, session, now);
    if (question === null) break;
    if (!asked.includes(question.id)) asked.push(question.id);
    const interrupt = interrupts.findIndex((entry) => entry.before === question.id);
    if (interrupt >= 0) {
      const [entry] = interrupts.splice(interrupt, 1);
      turn(entry?.say ?? '', { kind: 'text', ...admit(entry?.say ?? ''), stale: false });
      continue;
    }
    const answers = persona.answers[question.id];
    if (answers === undefined) {
      turn('(skip)', { kind: 'choice', values: ['skip'], stale: false });
      continue;
    }
    const list = typeof answers === 'string' ? [answers] : answers;
    const used = uses.get(question.id) ?? 0;
    uses.set(question.id, used + 1);
    const text = list[Math.min(used, list.length - 1)] ?? '';
    turn(text, { kind: 'text', ...admit(text), stale: false });
  }
  return summarise(
    program,
    session ?? step(program, null, { kind: 'start', code: '', lang: null }, now).session,
    events,
    transcript,
    asked,
    safety,
    now,
  );
}

function summarise(
  program: Program,
  session: Session,
  events: readonly ConversationEvent[],
  transcript: readonly TranscriptLine[],
  asked: readonly string[],
  safety: readonly string[],
  now: string,
): Run {
  const forgotten = session.code === '';
  const facts = forgotten ? { language: session.lang } : factsOf(session, now);
  const ends = events.filter((event) => event.type === 'flow_ended');
  const last = ends.at(-1);
  const assessed = program.book.assess(forgotten ? facts : { ...facts, ended: session.end !== null });
  const paused = session.flags.paused === true;
  const outcome: Outcome | null = session.flags.withdrawn ? 'withdrawn' : paused ? 'paused' : (last?.outcome ?? null);
  const gone = forgotten || paused;
  const level = session.flags.withdrawn ? null : paused ? assessed.level : (last?.level ?? null);
  const reasons = session.flags.withdrawn
    ? []
    : paused
      ? assessed.reasons.map((reason) => reason.id)
      : (last?.reasons.map((reason) => reason.id) ?? []);
  return {
    session,
    events,
    transcript,
    asked,
    facts,
    level,
    reasons,
    outcome,
    services: gone || outcome === 'information' ? [] : assessed.services,
    benefits: gone ? { likely: [], possible: [] } : assessed.benefits,
    safety,
  };
}

/** What of the persona's expectations does not hold, a line each. */
export function failuresOf(program: Program, persona: Persona, run: Run): readonly string[] {
  const failures: string[] = [];
  const expected = persona.expect;
  const equal = (what: string, got: unknown, want: unknown): void => {
    if (JSON.stringify(sorted(got)) !== JSON.stringify(sorted(want))) {
      failures.push(`${persona.id} ${what}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got ?? null)}`);
    }
  };
  for (const [name, want] of Object.entries(expected.facts)) equal(`fact ${name}`, run.facts[name] ?? null, want);
  equal('level', run.level, expected.triage.level);
  equal('reasons', run.reasons, expected.triage.reasons);
  equal('safety', run.safety, expected.safety);
  equal('services', run.services, expected.services);
  equal('benefits likely', run.benefits.likely, expected.benefits.likely);
  equal('benefits possible', run.benefits.possible, expected.benefits.possible);
  equal('outcome', run.outcome, expected.outcome);
  for (const id of expected.asked_not) if (run.asked.includes(id)) failures.push(`${persona.id} asked ${id}, which must not be asked`);
  const counted = run.asked.filter((id) => program.questions.get(id)?.counted ?? false).length;
  if (expected.max_questions !== undefined && counted > expected.max_questions) {
    failures.push(`${persona.id} asked ${counted} questions, at most ${expected.max_questions} are allowed`);
  }
  failures.push(...leaksOf(persona, run), ...jobsOf(persona, run));
  return failures;
}

/** Strings that must not be stored, also not with their separators removed. */
function leaksOf(persona: Persona, run: Run): string[] {
  const bare = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
  const stored = JSON.stringify([run.session, run.events, run.transcript.map((line) => line.answered)]);
  const storedBare = bare(stored);
  return persona.expect.must_not_store
    .filter((secret) => stored.includes(secret) || storedBare.includes(bare(secret)))
    .map((secret) => `${persona.id} stored a string that must not be stored (${secret.length} characters)`);
}

/** One staff alert an emergency, one referral a referred or handed-over conversation, else none. */
function jobsOf(persona: Persona, run: Run): string[] {
  const referrals = run.events.filter((event) => event.type === 'referral_submitted').length;
  const wanted = persona.expect.outcome === 'referred' || persona.expect.outcome === 'handover' ? 1 : 0;
  const failures = referrals === wanted ? [] : [`${persona.id} made ${referrals} referrals, expected ${wanted}`];
  const alerted = run.events.some((event) => event.type === 'alert_raised');
  const emergency = persona.expect.triage.level === 'emergency';
  if (emergency && !alerted) failures.push(`${persona.id} is an emergency and raised no alert`);
  return failures;
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? [...value].map(String).sort() : (value ?? null);
}

/** The conversation as a caseworker may read it. */
export function transcriptOf(run: Run, lang: Lang): string {
  return run.transcript.map((line) => `${line.said === '' ? '' : `> ${line.said}\n`}${line.answered.join('\n')}`).join(`\n[${lang}]\n`);
}
