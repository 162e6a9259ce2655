import type { Assessment, Condition, Facts, Found, Judgement } from '../rules/types.ts';
import { computeFacts } from '../rules/facts.ts';
import type { ConversationEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { CompiledFlow, CompiledPath, CompiledQuestion, PastFlow, Program } from './program.ts';
import type { Session } from './session.ts';
import type { Action, ActionResult, Instant, Output, Params } from './types.ts';

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
  /** What the outside world said to the actions of this turn, in the order in which they were asked for. */
  readonly #results: ActionResult[];
  /** Asked of the outside world and not answered yet: the turn is decided again with its result. */
  wanted: Action | null = null;
  /** A day went by: ask about danger again before going on (intake.md §1.5). */
  dangerAgain = false;
  #facts: Facts | null = null;
  #judgement: Judgement | null = null;
  #assessment: Assessment | null = null;
  #found: Found | null = null;
  #path: CompiledPath | null | undefined = undefined;

  constructor(program: Program, session: Session, now: Instant, results: readonly ActionResult[] = []) {
    this.program = program;
    this.session = session;
    this.now = now;
    this.#results = [...results];
  }

  /** What came of an action; asks for it when nobody has yet, and then counts as unavailable until the turn is decided again. */
  act(action: Action): ActionResult {
    const known = this.session.results?.[action.name];
    if (known) return known;
    const result = this.#results.shift();
    if (!result) this.wanted ??= action;
    else this.emit({ type: 'action_done', action: action.name, result });
    return result ?? { state: 'unavailable' };
  }

  emit(event: ConversationEvent): void {
    const before = this.session;
    this.session = evolve(before, event);
    this.events.push(event);
    if (sameFacts(before, this.session)) return;
    this.#facts = null;
    this.#judgement = null;
    this.#assessment = null;
    this.#found = null;
    this.#path = undefined;
  }

  say(key: string, params?: Params, numbers?: readonly string[]): void {
    if (this.silent) return;
    const output: Output = params ? { key, params } : { key };
    this.outputs.push(numbers && numbers.length > 0 ? { ...output, numbers } : output);
  }

  /** The earlier version that this conversation began with, if it still runs on it. */
  get #past(): PastFlow | undefined {
    const { flow, flowVersion } = this.session;
    const present = this.program.flows.get(flow);
    return present && present.version !== flowVersion ? this.program.past.get(`${flow}@${flowVersion}`) : undefined;
  }

  get flow(): CompiledFlow {
    const flow = this.#past?.flow ?? this.program.flows.get(this.session.flow) ?? this.program.flows.get(this.program.first);
    if (!flow) throw new Error(`no flow "${this.session.flow}" in this program`);
    return flow;
  }

  question(id: string): CompiledQuestion | null {
    return this.#past?.questions.get(id) ?? this.program.questions.get(id) ?? null;
  }

  /** Facts of rules.md §1 plus where the conversation stands. */
  get facts(): Facts {
    this.#facts ??= factsMade(this.session, this.now);
    return this.#facts;
  }

  /** Whoever renders this very session at the same time need not compute its facts again. */
  rememberFacts(): void {
    if (this.#facts) latest = { session: this.session, now: this.now, facts: this.#facts };
  }

  /** Everything that the rules make of the facts. */
  get assessment(): Assessment {
    this.#assessment ??= this.program.book.assess(this.facts);
    return this.#assessment;
  }

  /** Ends the present flow. All that changes is the fact that it ended, so that facts and assessment are made once for it. */
  end(): Judgement {
    const facts = { ...this.facts, ended: true };
    const assessment = this.program.book.assess(facts);
    const { outcome, level, reasons } = assessment;
    this.emit({ type: 'flow_ended', flow: this.flow.id, outcome, level, reasons });
    this.#facts = facts;
    this.#assessment = assessment;
    return assessment;
  }

  /** The same, with the facts joined with `fired`, `outcome`, `level`, `services`: for whoever looks at all of them. */
  assess(): { readonly assessment: Assessment; readonly facts: Facts } {
    const { assessment } = this;
    const { outcome, level, services, reasons } = assessment;
    return { assessment, facts: { ...this.facts, fired: reasons.map((reason) => reason.id), outcome, level, services } };
  }

  /** Level, reasons and outcome alone, which are asked for in every turn. */
  judge(): Judgement {
    this.#judgement ??= this.#assessment ?? this.program.book.judge(this.facts);
    return this.#judgement;
  }

  /** What guards may read beside the facts: `fired`, `outcome`, `level`, `services`. */
  found(): Found {
    if (!this.#found) {
      const { level, outcome, reasons } = this.judge();
      const safety = this.session.safety;
      this.#found = { safety, fired: reasons.map((reason) => reason.id), level, outcome, services: null, burdens: null };
    }
    return this.#found;
  }

  /** Whether a guard holds now; the rules are only worked through for guards that ask for what they found. */
  holds(guard: Condition): boolean {
    if (guard.asks === 'facts') return guard.test(this.facts);
    const found = this.found();
    if (guard.asks === 'services') found.services ??= this.assessment.services;
    return guard.test(this.facts, found);
  }

  /** The path of the present flow that applies now: the first whose guard holds. */
  path(): CompiledPath | null {
    if (this.#path === undefined) {
      const { facts } = this;
      this.#path = this.flow.paths.find((path) => path.when === null || path.when.test(facts)) ?? null;
    }
    return this.#path;
  }
}

/** Facts of the session that the latest turn ended with: it is rendered next. A memo of one, since `factsOf` is pure. */
let latest: { readonly session: Session; readonly now: Instant; readonly facts: Facts } | null = null;

function factsMade(session: Session, now: Instant): Facts {
  return latest?.session === session && latest.now === now ? latest.facts : factsOf(session, now);
}

/** Whether an action found something to go on with. */
export const foundSomething = (result: ActionResult): boolean =>
  result.state === 'done' && ((result.options?.length ?? 0) > 0 || Object.keys(result.values ?? {}).length > 0);

const NONE: readonly string[] = [];

function actionsThat(session: Session, holds: (result: ActionResult) => boolean): readonly string[] {
  if (session.results === undefined) return NONE;
  return Object.entries(session.results).flatMap(([name, result]) => (holds(result) ? [name] : []));
}

const CODE_NOISE = /[^0-9A-Z]/gu;

/** Whether she typed her own case code, in any way of writing it. */
function sameCode(typed: unknown, code: string): boolean {
  if (typeof typed !== 'string') return false;
  const bare = (text: string): string => text.normalize('NFKC').toUpperCase().replace(CODE_NOISE, '').replace(/^FS/u, '');
  return code !== '' && bare(typed) === bare(code);
}

/** Whether those flags are the same that are facts; that an alert or a referral went out is none. */
const sameFlags = (a: Session['flags'], b: Session['flags']): boolean =>
  a === b ||
  (a.human === b.human &&
    a.paused === b.paused &&
    a.withdrawn === b.withdrawn &&
    a.loss === b.loss &&
    a.quiet === b.quiet &&
    a.emergency === b.emergency);

/** Whether two sessions have the same facts at the same time: what `factsOf` reads has not changed. */
const sameFacts = (a: Session, b: Session): boolean =>
  a.answers === b.answers &&
  a.safety === b.safety &&
  sameFlags(a.flags, b.flags) &&
  a.lang === b.lang &&
  a.end === b.end &&
  a.flow === b.flow &&
  a.frozen === b.frozen &&
  a.signs === b.signs &&
  a.results === b.results &&
  a.notice === b.notice &&
  a.code === b.code;

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
  if (session.frozen.eligible !== undefined) facts['eligible'] = session.frozen.eligible;
  facts['found'] = actionsThat(session, foundSomething);
  facts['missing'] = actionsThat(session, (result) => !foundSomething(result));
  facts['code_ok'] = sameCode(session.answers['d_code']?.value, session.code);
  facts['signs'] = session.signs;
  facts['yellow_skin'] = session.signs.includes('yellow_skin');
  facts['visit_told'] = session.notice?.name === 'visit_booked' || session.notice?.name === 'visit_moved';
  return facts;
}
