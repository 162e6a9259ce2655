import type { Condition, Facts } from '../../rules/types.ts';
import { foundFor, optionsFor } from '../answering.ts';
import { Draft } from '../draft.ts';
import { evolve } from '../evolve.ts';
import type { CompiledFlow, Program } from '../program.ts';
import type { Session } from '../session.ts';
import type { Instant, Output } from '../types.ts';
import { questionKey } from '../wording.ts';
import type { Turn } from './walk-turn.ts';

/** What was done to come here, last first. */
export interface Trail {
  readonly did: string;
  readonly before: Trail | null;
}

/** A question as it was shown: with one session in which it was. */
export interface Shown {
  readonly question: string;
  readonly key: string;
  readonly options: readonly { readonly code: string; readonly key: string }[];
  readonly session: Session;
  readonly now: Instant;
}

/** How a row of a flow was met: it decided, it held but an earlier row decided, or it never held. */
export type RowState = 'decided' | 'held';

/** What the walks showed. */
export interface Walked {
  /** Each form in which a question was shown, by its id. */
  readonly shown: ReadonlyMap<string, readonly Shown[]>;
  /** Everything that was said, each text with each set of slots once. */
  readonly said: ReadonlyMap<string, { readonly output: Output; readonly trail: Trail | null }>;
  /** By `<flow>/<list>/<number of the row>`. */
  readonly rows: ReadonlyMap<string, RowState>;
  /** Sensitive questions that came without the consent that they need. */
  readonly unconsented: ReadonlyMap<string, { readonly question: string; readonly consent: string; readonly trail: Trail | null }>;
  /** Largest answers, in bytes of JSON, by question, and the largest session without answers. */
  readonly largest: { readonly answers: ReadonlyMap<string, number>; readonly rest: number };
}

/** What is asked about body, feelings and home: only after `consent_sensitive`. */
export const HEALTH_QUESTION = /^(?:body_signs|heart_home|prenatal|phq2_|phq9_|gad2_)/u;

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** Keeps what one walk after another shows. */
export class WalkRecord implements Walked {
  readonly shown = new Map<string, Shown[]>();
  readonly said = new Map<string, { output: Output; trail: Trail | null }>();
  readonly rows = new Map<string, RowState>();
  readonly unconsented = new Map<string, { question: string; consent: string; trail: Trail | null }>();
  readonly largest = { answers: new Map<string, number>(), rest: 0 };
  readonly #program: Program;
  readonly #forms = new Set<string>();
  readonly #facts = new WeakMap<Session, Facts>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Takes one turn down. */
  take(before: Session | null, turn: Turn, now: Instant, trail: Trail | null): void {
    for (const output of turn.outputs) this.#say(output, trail);
    this.#ends(before, turn, now);
    this.#weigh(before, turn.session);
    const draft = new Draft(this.#program, turn.session, now);
    this.#facts.set(turn.session, draft.assess().facts);
    if (turn.session.pending !== null) this.#ask(draft, draft.assess().facts, trail);
  }

  /** Facts with which a turn that was taken down ended, with what the rules make of them. */
  factsOf(session: Session): Facts {
    return this.#facts.get(session) ?? {};
  }

  #say(output: Output, trail: Trail | null): void {
    const { key: text, params, numbers } = output;
    const slots = text === 'summary.line' ? params : Object.keys(params ?? {}).sort();
    const key = JSON.stringify([text, slots, numbers]);
    if (!this.said.has(key)) this.said.set(key, { output, trail });
  }

  #ask(draft: Draft, facts: Facts, trail: Trail | null): void {
    const { session } = draft;
    const id = session.pending ?? '';
    this.#follow(draft.flow, 'paths', draft.flow.paths, facts);
    this.#says(draft.flow, facts);
    const question = draft.question(id);
    if (!question) {
      if (!this.shown.has(id)) this.shown.set(id, [{ question: id, key: `q.${id}.text`, options: [], session, now: draft.now }]);
      return;
    }
    this.#consented(question.id, question.sensitivity, session, trail);
    const key = questionKey(question, id, draft);
    const options = optionsFor(draft, question).map(({ code, key: label }) => ({ code, key: label }));
    const form = `${id} ${key} ${options.map((option) => option.key).join(' ')} ${foundFor(draft, question).length}`;
    if (this.#forms.has(form)) return;
    this.#forms.add(form);
    this.shown.set(id, [...(this.shown.get(id) ?? []), { question: id, key, options, session, now: draft.now }]);
  }

  #consented(question: string, sensitivity: string, session: Session, trail: Trail | null): void {
    const wanted = HEALTH_QUESTION.test(question)
      ? ['consent_basic', 'consent_sensitive']
      : sensitivity === 'sensitive'
        ? ['consent_basic']
        : [];
    for (const consent of wanted) {
      if (session.answers[consent]?.value === 'yes' || this.unconsented.has(`${question} ${consent}`)) continue;
      this.unconsented.set(`${question} ${consent}`, { question, consent, trail });
    }
  }

  /** Rows of a list of which the first that holds decides. */
  #follow(flow: CompiledFlow, list: string, rows: readonly { readonly when: Condition | null }[], facts: Facts): void {
    let decided = false;
    rows.forEach((row, i) => {
      if (row.when !== null && !row.when.test(facts)) return;
      this.#mark(`${flow.id}/${list}/${i}`, !decided);
      decided = true;
    });
  }

  #says(flow: CompiledFlow, facts: Facts): void {
    const keys = new Set<string>();
    flow.says.forEach((row, i) => {
      if (!row.when.test(facts)) return;
      this.#mark(`${flow.id}/says/${i}`, !keys.has(row.key));
      keys.add(row.key);
    });
  }

  #ends(before: Session | null, turn: Turn, now: Instant): void {
    if (!turn.events.some((event) => event.type === 'flow_ended')) return;
    let session = before ?? turn.session;
    for (const event of turn.events) {
      session = evolve(session, event);
      if (event.type !== 'flow_ended') continue;
      const draft = new Draft(this.#program, session, now);
      const { facts } = draft.assess();
      const flow = this.#program.flows.get(event.flow);
      if (!flow) continue;
      this.#follow(flow, 'paths', flow.paths, facts);
      this.#says(flow, facts);
      flow.ends.forEach((row, i) => row.when.test(facts) && this.#mark(`${flow.id}/ends/${i}`, true));
      if (session.code !== '') this.#follow(flow, 'next', flow.next, facts);
    }
  }

  #mark(row: string, decided: boolean): void {
    if (decided) this.rows.set(row, 'decided');
    else if (!this.rows.has(row)) this.rows.set(row, 'held');
  }

  #weigh(before: Session | null, session: Session): void {
    for (const [id, answer] of Object.entries(session.answers)) {
      if (before?.answers[id] === answer) continue;
      this.largest.answers.set(id, Math.max(this.largest.answers.get(id) ?? 0, bytes({ [id]: answer })));
    }
    const { answers: _answers, ...rest } = session;
    this.largest.rest = Math.max(this.largest.rest, bytes(rest));
  }
}

/** What led somewhere, as a person reads it: the last steps of it. */
export function trailOf(trail: Trail | null): string {
  const steps: string[] = [];
  for (let at = trail; at !== null; at = at.before) steps.unshift(at.did);
  const shown = steps.slice(-MOST_STEPS);
  return shown.length === 0 ? 'at the start' : `after ${steps.length > shown.length ? '… ' : ''}${shown.join(', ')}`;
}

const MOST_STEPS = 12;
