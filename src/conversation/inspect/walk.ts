import type { ConversationEvent } from '../events.ts';
import type { Program } from '../program.ts';
import type { Session } from '../session.ts';
import type { Input, Instant } from '../types.ts';
import { chance } from './chance.ts';
import { afterwards, answersTo, asides, type Move, SILENCE, WALK_CODE } from './walk-inputs.ts';
import { guardsOf, outcomes, SeenOutcomes } from './walk-guards.ts';
import { type Trail, type Walked, WalkRecord } from './walk-record.ts';
import { type Turn, turns } from './walk-turn.ts';

/** The walks through all flows, and what was wrong on the way. */
export interface Walk extends Walked {
  /** Most different questions that a straight walk was asked, by flow. */
  readonly longest: ReadonlyMap<string, Length>;
  /** The same for walks that said danger at the first question. */
  readonly longestInDanger: ReadonlyMap<string, Length>;
  /** Where a walk neither asks nor ends, or asks the same again and again. */
  readonly stuck: readonly {
    readonly flow: string;
    readonly question: string | null;
    readonly why: string;
    readonly trail: Trail | null;
  }[];
  /** Questions that came again although she skipped them. */
  readonly unskippable: ReadonlyMap<string, Trail | null>;
  readonly steps: number;
}

export interface Length {
  readonly count: number;
  readonly trail: Trail | null;
}

export interface WalkPlan {
  readonly now: Instant;
  /** A sentence for each S-rule that it must hear. */
  readonly phrases: Readonly<Record<string, string>>;
  /** Flows that may be begun after an end. */
  readonly entries: readonly string[];
  /** Seed and number of the random walks that follow. */
  readonly seed: number;
  readonly random: number;
}

/** A state to go on from. */
interface Node {
  readonly session: Session;
  readonly now: Instant;
  readonly trail: Trail | null;
  readonly straight: boolean;
  readonly inDanger: boolean;
  /** Questions that were answered since the running flow began, or since something else than an answer came between. */
  readonly answeredHere: readonly string[];
  readonly depth: number;
}

/** More answers than this in one flow are no way to an end. */
const LONGEST_WAY = 80;
/** At so many states of one place also everything besides answers is tried. */
const ASIDES_A_PLACE = 4;
/** A bound for content that multiplies without end; real content needs a tenth. */
const MOST_STEPS = 300_000;
const RANDOM_TURNS = 60;

/**
 * Walks through every flow: each answer at each question, skipping, not being understood, danger in words, commands, other flows
 * and news after an end, and whatever the outside world may say. Goes on from every state in which two decisions stand
 * together as they have not stood before at this place; then at random with a fixed seed.
 */
export function walk(program: Program, plan: WalkPlan): Walk {
  return new Walker(program, plan).run();
}

class Walker {
  readonly #program: Program;
  readonly #plan: WalkPlan;
  readonly #record: WalkRecord;
  readonly #guards: ReturnType<typeof guardsOf>;
  readonly #seen: SeenOutcomes;
  readonly #visits = new Map<string, number>();
  readonly #mostAsked = new Map<string, number>();
  readonly #longest = new Map<string, Length>();
  readonly #longestInDanger = new Map<string, Length>();
  readonly #stuck: { flow: string; question: string | null; why: string; trail: Trail | null }[] = [];
  readonly #stuckAt = new Set<string>();
  readonly #unskippable = new Map<string, Trail | null>();
  readonly #queue: Node[] = [];
  #steps = 0;

  constructor(program: Program, plan: WalkPlan) {
    this.#program = program;
    this.#plan = plan;
    this.#record = new WalkRecord(program);
    this.#guards = guardsOf(program);
    this.#seen = new SeenOutcomes(this.#guards);
  }

  run(): Walk {
    const starts = this.#starts();
    this.#queue.push(...starts);
    for (let at = 0; at < this.#queue.length && this.#steps < MOST_STEPS; at += 1) {
      const node = this.#queue[at];
      if (node) for (const move of this.#moves(node)) for (const next of this.#go(node, move)) this.#keep(next);
    }
    this.#atRandom(starts);
    const { shown, said, rows, unconsented, largest } = this.#record;
    return {
      shown,
      said,
      rows,
      unconsented,
      largest,
      longest: this.#longest,
      longestInDanger: this.#longestInDanger,
      stuck: this.#stuck,
      unskippable: this.#unskippable,
      steps: this.#steps,
    };
  }

  /** A conversation begins with the choice of a language; guards tell Korean from all others. */
  #starts(): Node[] {
    const { langs } = this.#program;
    const other = langs.find((lang) => lang !== 'ko');
    const chosen = [...langs.filter((lang) => lang === 'ko'), ...(other === undefined ? [] : [other])];
    const begin: Input = { kind: 'start', code: WALK_CODE, lang: null };
    return turns(this.#program, null, begin, this.#plan.now).flatMap((turn) => {
      const node: Node = {
        session: turn.session,
        now: this.#plan.now,
        trail: null,
        straight: true,
        inDanger: false,
        answeredHere: [],
        depth: 0,
      };
      this.#record.take(null, turn, node.now, null);
      return chosen.flatMap((lang) => this.#go(node, { did: `lang=${lang}`, inputs: [{ kind: 'language', lang }], straight: true }));
    });
  }

  #moves({ session, now }: Node): readonly Move[] {
    if (session.code === '') return [];
    const { flags } = session;
    if (flags.paused || flags.hidden)
      return flags.loss ? [] : [{ did: 'comes back', inputs: [{ kind: 'choice', values: ['_'], stale: true }], straight: false }];
    if (session.pending === null) return session.end === null ? [] : afterwards(this.#plan.entries);
    const answers = answersTo(this.#program, session, now);
    const place = placeOf(session);
    const visits = (this.#visits.get(place) ?? 0) + 1;
    this.#visits.set(place, visits);
    return visits > ASIDES_A_PLACE ? answers : [...answers, ...asides(session, this.#plan.phrases)];
  }

  /** Makes one move in every way that the outside world may answer. */
  #go(node: Node, move: Move): Node[] {
    let nodes: Node[] = [node];
    move.inputs.forEach((input, i) => {
      nodes = nodes.flatMap((from) => {
        const now = i === 0 && move.after !== undefined ? later(from.now, move.after) : from.now;
        return turns(this.#program, from.session, input, now).map((turn) =>
          this.#arrive(from, move, turn, now, i === move.inputs.length - 1),
        );
      });
    });
    return nodes;
  }

  #arrive(from: Node, move: Move, turn: Turn, now: Instant, last: boolean): Node {
    this.#steps += 1;
    const { session } = turn;
    const trail: Trail = { did: `${move.did}${turn.did}`, before: from.trail };
    this.#record.take(from.session, turn, now, trail);
    const straight = from.straight && move.straight;
    const began = turn.events.some((event) => event.type === 'flow_started');
    const answered = turn.events.flatMap((event) => (isAnswer(event) ? [event.question] : []));
    const answeredHere = began || !move.straight ? [] : [...from.answeredHere, ...answered];
    const node: Node = {
      session,
      now,
      trail: last ? trail : from.trail,
      straight,
      inDanger: from.inDanger || move.did === 'danger_now=yes',
      answeredHere,
      depth: began || !move.straight ? 0 : from.depth + 1,
    };
    this.#judge(from, move, node, turn, last);
    this.#count(turn, node);
    return node;
  }

  #judge(from: Node, move: Move, node: Node, turn: Turn, last: boolean): void {
    const { session, trail } = node;
    const { pending, end, flags, code, flow } = session;
    const why = (reason: string): void => {
      const at = `${flow} ${pending} ${reason}`;
      if (this.#stuckAt.has(at)) return;
      this.#stuckAt.add(at);
      this.#stuck.push({ flow, question: pending, why: reason, trail });
    };
    const silent = flags.paused === true || flags.hidden === true || flags.loss === true || code === '';
    if (pending === null && end === null && !silent) why('neither asks nor ends');
    if (pending === null && end !== null && !silent && turn.outputs.length === 0 && move.did !== SILENCE) why('ends without a word');
    if (!last || pending === null || !move.straight) return;
    if (node.answeredHere.includes(pending)) why(`asks ${pending} again after it was answered`);
    if (node.depth > LONGEST_WAY) why('comes to no end');
    const unmoved = move.skips && from.session.pending === pending && session.answers[pending] === undefined;
    if (unmoved && from.session.flow === flow && !this.#unskippable.has(pending)) this.#unskippable.set(pending, trail);
  }

  #count(turn: Turn, { straight, inDanger, session, trail }: Node): void {
    if (!straight) return;
    const ended = turn.events.find((event) => event.type === 'flow_ended');
    if (!ended) return;
    const count = session.asked.length;
    const longer = (lengths: Map<string, Length>): void => {
      if (count > (lengths.get(ended.flow)?.count ?? 0)) lengths.set(ended.flow, { count, trail });
    };
    longer(this.#longest);
    if (inDanger) longer(this.#longestInDanger);
  }

  /** Goes on from states that show something new. */
  #keep(node: Node): void {
    const { session } = node;
    if (session.pending !== null && node.answeredHere.includes(session.pending)) return;
    const place = placeOf(session);
    const fresh = this.#seen.add(place, session.flow, outcomes(this.#guards, this.#record.factsOf(session)));
    // What straight walks were asked is counted, in danger apart: nobody who came another way stands in for them.
    const counted = `${place} ${node.inDanger}`;
    const most = node.straight && session.asked.length > (this.#mostAsked.get(counted) ?? -1);
    if (most) this.#mostAsked.set(counted, session.asked.length);
    if (fresh || most) this.#queue.push(node);
  }

  #atRandom(starts: readonly Node[]): void {
    const pick = chance(this.#plan.seed);
    for (let i = 0; i < this.#plan.random; i += 1) {
      let node = starts[i % Math.max(1, starts.length)];
      for (let turn = 0; turn < RANDOM_TURNS && node; turn += 1) {
        const from: Node = node;
        const moves = this.#moves(from);
        const move = moves[pick(moves.length)];
        const arrived: Node[] = move ? this.#go(from, move) : [];
        node = arrived[pick(arrived.length)];
      }
    }
  }
}

const isAnswer = (event: ConversationEvent) =>
  event.type === 'answer_given' || event.type === 'answer_skipped' || event.type === 'answer_unresolved';

const placeOf = ({ flow, pending, end, flags }: Session): string =>
  `${flow} ${pending ?? (end === null ? 'open' : 'end')} ${flags.paused === true}`;

const later = (now: Instant, hours: number): Instant => new Date(Date.parse(now) + hours * 3_600_000).toISOString();
