import type { Assessment, Facts } from '../rules/types.ts';
import { computeFacts } from '../rules/facts.ts';
import type { ConversationEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { CompiledFlow, CompiledPath, CompiledQuestion, Program } from './program.ts';
import type { Session } from './session.ts';
import type { Instant, Output, Params } from './types.ts';

/**
 * One turn in the making: the session so far, the events and outputs it has caused. Local to `decide`; facts and the
 * assessment are computed when first asked for and again after the next event.
 */
export class Draft {
  readonly program: Program;
  readonly now: Instant;
  session: Session;
  readonly events: ConversationEvent[] = [];
  readonly outputs: Output[] = [];
  /** The turn speaks to nobody (a timer): events happen, words are not said. */
  silent = false;
  /** A day went by: ask about danger again before going on (intake.md §1.5). */
  dangerAgain = false;
  #facts: Facts | null = null;
  #assessed: { readonly assessment: Assessment; readonly facts: Facts } | null = null;

  constructor(program: Program, session: Session, now: Instant) {
    this.program = program;
    this.session = session;
    this.now = now;
  }

  emit(event: ConversationEvent): void {
    this.session = evolve(this.session, event);
    this.events.push(event);
    this.#facts = null;
    this.#assessed = null;
  }

  say(key: string, params?: Params, numbers?: readonly string[]): void {
    if (this.silent) return;
    this.outputs.push({ key, ...(params ? { params } : {}), ...(numbers && numbers.length > 0 ? { numbers } : {}) });
  }

  get flow(): CompiledFlow {
    const flow = this.program.flows.get(this.session.flow) ?? this.program.flows.get(this.program.first);
    if (!flow) throw new Error(`no flow "${this.session.flow}" in this program`);
    return flow;
  }

  question(id: string): CompiledQuestion | null {
    return this.program.questions.get(id) ?? null;
  }

  /** Facts of rules.md §1 plus where the conversation stands. */
  get facts(): Facts {
    this.#facts ??= factsOf(this.session, this.now);
    return this.#facts;
  }

  /** Facts joined with what the rules make of them: `fired`, `outcome`, `level`, `services`. */
  assess(): { readonly assessment: Assessment; readonly facts: Facts } {
    if (!this.#assessed) {
      const assessment = this.program.book.assess(this.facts);
      this.#assessed = {
        assessment,
        facts: {
          ...this.facts,
          fired: assessment.reasons.map((reason) => reason.id),
          outcome: assessment.outcome,
          level: assessment.level,
          services: assessment.services,
        },
      };
    }
    return this.#assessed;
  }

  /** The path of the present flow that applies now: the first whose guard holds. */
  path(): CompiledPath | null {
    const { facts } = this;
    return this.flow.paths.find((path) => path.when === null || path.when.test(facts)) ?? null;
  }
}

/** All facts of a session at `now`. `ended` is true once a flow that refers has reached its end. */
export function factsOf(session: Session, now: Instant): Facts {
  const facts = computeFacts({
    answers: session.answers,
    now,
    lang: session.lang,
    safety: session.safety,
    state: {
      ended: session.end !== null,
      humanAsked: session.flags.human === true,
      paused: session.flags.paused === true,
      withdrawn: session.flags.withdrawn === true,
      loss: session.flags.loss === true,
      quiet: session.flags.quiet === true,
      emergency: session.flags.emergency === true,
      flow: session.flow,
    },
  });
  return {
    ...facts,
    ...(session.frozen.eligible === undefined ? {} : { eligible: session.frozen.eligible }),
    answered: Object.keys(session.answers),
    signs: session.signs,
    yellow_skin: session.signs.includes('yellow_skin'),
    visit_told: session.notice?.name === 'visit_booked' || session.notice?.name === 'visit_moved',
  };
}
