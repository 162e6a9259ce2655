import { isDeepStrictEqual } from 'node:util';
import type { Db } from 'mongodb';
import { type ConversationEvent, evolve, initialSession, liftSession, type Session } from '../conversation/index.ts';
import type { ActionResult } from '../conversation/types.ts';
import { ForgottenError } from '../families/index.ts';
import type { Check, InvariantId, Patience, Violation } from '../platform/invariant.ts';
import { openJson, SealError } from '../platform/seal.ts';
import { type Engine, effectsOf } from './engine.ts';
import { REDUCED } from './seal-turn.service.ts';
import { effectId, type StoredTurn, type TurnContent } from './turn.ts';
import { type TurnDocument, toStored } from './turns.store.ts';

/** An event of a stored turn, for those who know what must have come of it. */
export interface SeenEvent {
  readonly effectId: string;
  readonly conversation: string;
  readonly seq: number;
  readonly personId: string;
  readonly at: Date;
  readonly event: ConversationEvent;
}

/** What another slice must hold because of an event. Owned here, given by the wiring. */
export interface Witness {
  readonly invariant: InvariantId;
  readonly type: ConversationEvent['type'];
  /** Null when all is there; else what is missing. */
  missing(seen: SeenEvent): Promise<{ readonly where: string; readonly what: string; readonly repair: string } | null>;
}

export interface TurnsCheckDeps {
  readonly db: Db;
  readonly engine: Engine;
  /** Throws `ForgottenError` when it is gone. */
  readonly dataKey: (personId: string) => Promise<Buffer>;
  readonly witnesses: readonly Witness[];
  readonly patience: Patience;
}

const REPAIR = {
  closed: 'the turn was changed, moved or sealed with another key: take it from a backup',
  keyless: 'the key of this person is gone, but not her turns: finish her erasure, or take the key from the backup of keys',
  fold: 'the turn was changed after it was stored, or by a newer version: take it from a backup',
  decide: 'the engine decides otherwise than when the turn was stored, with the same program: report it with this conversation',
  effects: 'effects of this turn are not brought to the other slices: report it with this conversation',
} as const;

/** As it comes back from JSON: what a stored value is compared with. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const folded = (before: Session, events: readonly ConversationEvent[]): Session => events.reduce(evolve, before);

const resultsIn = (events: readonly ConversationEvent[]): ActionResult[] =>
  events.flatMap((event) => (event.type === 'action_done' ? [event.result] : []));

/** Where the stored and the decided differ first, by place and type only. */
function firstDifference(stored: readonly ConversationEvent[], decided: readonly ConversationEvent[]): string {
  const at = stored.findIndex((event, i) => !isDeepStrictEqual(plain(event), plain(decided[i])));
  if (at < 0 && stored.length === decided.length) return 'other outputs';
  const place = at < 0 ? stored.length : at;
  return `event ${place}: stored ${stored[place]?.type ?? 'nothing'}, decided ${decided[place]?.type ?? 'nothing'}`;
}

/** When an event of this type first happened in a conversation, or null. Reads only turns that have effects. */
export function firstEvent({ db, dataKey }: Pick<TurnsCheckDeps, 'db' | 'dataKey'>) {
  const turns = db.collection<TurnDocument>('turns', { readConcern: { level: 'majority' }, promoteBuffers: true });
  return async (conversation: string, type: ConversationEvent['type']): Promise<Date | null> => {
    for await (const document of turns.find({ conversation, hasEffects: true, erased: { $exists: false } }, { sort: { seq: 1 } })) {
      const { seq, personId = '', sealed, at } = document;
      const content = openJson<TurnContent>(await dataKey(personId), { conversation, seq }, sealed as Uint8Array);
      if (content.events.some((event) => event.type === type)) return at;
    }
    return null;
  };
}

/**
 * Each readable turn, opened: its events lead from the state before to the state after; where this very program decided
 * it, it decides the same again; and what its events call for is there.
 */
export function turnsCheck({ db, engine, dataKey, witnesses, patience }: TurnsCheckDeps): Check {
  const turns = db.collection<TurnDocument>('turns', {
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    promoteBuffers: true,
  });

  /** The content, or what keeps it closed; null when the turn was erased meanwhile. */
  const open = async (turn: StoredTurn): Promise<TurnContent | keyof Pick<typeof REPAIR, 'closed' | 'keyless'> | null> => {
    const { conversation, seq, personId, sealed } = turn;
    try {
      const content = openJson<TurnContent>(await dataKey(personId), { conversation, seq }, sealed);
      return { ...content, state: liftSession(content.state) };
    } catch (error) {
      if (!(error instanceof ForgottenError) && !(error instanceof SealError) && !(error instanceof SyntaxError)) throw error;
      const isErased = async (): Promise<boolean> => {
        const now = await turns.findOne({ conversation, seq }, { projection: { erased: 1 } });
        return now === null || now.erased === true;
      };
      if (error instanceof ForgottenError) return (await patience.becomesFine(isErased)) ? null : 'keyless';
      return (await isErased()) ? null : 'closed';
    }
  };

  function* decided(turn: StoredTurn, content: TurnContent, before: Session | null): Iterable<Pick<Violation, 'what' | 'repair'>> {
    const { events, outputs, state, input, now } = content;
    if (turn.program === REDUCED) return; // what led here was erased on purpose
    if (!isDeepStrictEqual(plain(folded(before ?? initialSession, events)), plain(state)))
      yield { what: 'its events do not lead to its state', repair: REPAIR.fold };
    if (turn.program === engine.fingerprint && input !== null) {
      const again = engine.step(before, input, now, resultsIn(events));
      const isSame = isDeepStrictEqual(plain(again.events), plain(events)) && isDeepStrictEqual(plain(again.outputs), plain(outputs));
      if (!isSame) yield { what: `decided again it is another turn (${firstDifference(events, again.events)})`, repair: REPAIR.decide };
    }
  }

  async function* witnessed(turn: StoredTurn, { events }: TurnContent): AsyncIterable<Violation> {
    const { conversation, seq, personId, at } = turn;
    for (const [index, event] of events.entries()) {
      for (const witness of witnesses) {
        if (witness.type !== event.type) continue;
        const seen: SeenEvent = { effectId: effectId(conversation, seq, index), conversation, seq, personId, at, event };
        let missing = await witness.missing(seen);
        if (missing === null) continue;
        const isThere = async (): Promise<boolean> => {
          missing = await witness.missing(seen);
          return missing === null;
        };
        if (await patience.becomesFine(isThere)) continue;
        // She may have erased everything while we looked: then nothing of it has to be there.
        const now = await turns.findOne({ conversation, seq }, { projection: { erased: 1 } });
        if (missing !== null && now !== null && now.erased !== true)
          yield { invariant: witness.invariant, ...(missing as { where: string; what: string; repair: string }) };
      }
    }
  }

  return {
    name: 'turns, opened',
    covers: ['INV2', ...new Set(witnesses.map(({ invariant }) => invariant))],
    async *run() {
      let before: { readonly conversation: string; readonly seq: number; readonly state: Session } | null = null;
      for await (const document of turns.find({}, { sort: { conversation: 1, seq: 1 }, allowDiskUse: true })) {
        const turn = toStored(document);
        if ('erased' in turn) {
          before = null;
          continue;
        }
        const { conversation, seq, erasedThrough } = turn;
        const where = `turns ${conversation} ${seq}`;
        const content = await open(turn);
        if (content === null || typeof content === 'string') {
          before = null;
          if (content !== null) yield { invariant: 'INV2', where, what: 'it cannot be opened', repair: REPAIR[content] };
          continue;
        }
        const isNext: boolean = before !== null && before.conversation === conversation && before.seq === seq - 1;
        // After a turn that cannot be read the state before is not known; INV1 and the violation above have said so.
        if (isNext || seq === erasedThrough + 1) {
          for (const one of decided(turn, content, isNext && erasedThrough < seq - 1 ? (before?.state ?? null) : null))
            yield { invariant: 'INV2', where, ...one };
        }
        const own = turn.program === REDUCED ? turn.effects : effectsOf(content.events).map(({ index }) => index);
        if (!isDeepStrictEqual([...own], [...turn.effects]))
          yield { invariant: 'INV2', where, what: 'its list of effects is not that of its events', repair: REPAIR.effects };
        yield* witnessed(turn, content);
        before = { conversation, seq, state: content.state };
      }
    },
  };
}
