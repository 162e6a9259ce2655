import type { Session } from '../conversation/session.ts';
import { liftSession } from '../conversation/index.ts';
import { type Families, ForgottenError } from '../families/index.ts';
import { openJson } from '../platform/seal.ts';
import { type ErasedTurn, isErased, type StoredTurn, type TurnContent } from './turn.ts';
import type { TurnStore } from './turns.port.ts';

/** Where a conversation stands: after turn `seq`. */
export interface Present {
  readonly seq: number;
  /** The last turn that changed what she sees. */
  readonly shown: number;
  readonly erasedThrough: number;
  readonly channel: string | null;
  /** Null: nobody is known here yet, or she was forgotten; the next turn begins anew. */
  readonly person: { readonly id: string; readonly session: Session } | null;
}

const NOBODY: Present = { seq: 0, shown: 0, erasedThrough: 0, channel: null, person: null };

/** How many conversations a process remembers, and how long. Far shorter than erased places are kept (turns.store). */
const REMEMBERED = 10_000;
const REMEMBERED_MS = 3_600_000;

/** Opens the sealed part of a turn. Throws `ForgottenError` when the person's key was destroyed meanwhile. */
export async function openTurn(families: Families, turn: StoredTurn): Promise<TurnContent> {
  const { conversation, seq, personId, sealed } = turn;
  const content = openJson<TurnContent>(await families.dataKey(personId), { conversation, seq }, sealed);
  return { ...content, state: liftSession(content.state) };
}

export type Presents = ReturnType<typeof createPresents>;

/**
 * The present of each conversation, remembered in this process. What is remembered may be old: only the unique place of
 * the next turn decides, and who loses it drops the memory and loads again.
 *
 * @param finish Removes what an erasing turn has left of those before it.
 */
export function createPresents(turns: TurnStore, families: Families, finish: (turn: ErasedTurn) => Promise<void>) {
  const remembered = new Map<string, { readonly present: Present; readonly at: number }>();

  const read = async (conversation: string): Promise<Present> => {
    const turn = await turns.last(conversation);
    if (!turn) return NOBODY;
    const { seq } = turn;
    if (isErased(turn)) {
      await finish(turn);
      return { seq, shown: seq, erasedThrough: seq, channel: null, person: null };
    }
    const { state, shown } = await openTurn(families, turn);
    return { seq, shown, erasedThrough: turn.erasedThrough, channel: turn.channel, person: { id: turn.personId, session: state } };
  };
  const readAgain = async (conversation: string): Promise<Present> => {
    try {
      return await read(conversation);
    } catch (error) {
      if (!(error instanceof ForgottenError)) throw error;
      return read(conversation); // erased between the two reads: now the erased place is seen
    }
  };

  const keep = (conversation: string, present: Present): void => {
    remembered.delete(conversation);
    remembered.set(conversation, { present, at: performance.now() });
    const oldest = remembered.keys().next();
    if (remembered.size > REMEMBERED && !oldest.done) remembered.delete(oldest.value);
  };

  return {
    keep,
    /** Somebody has just looked, and nobody ever wrote there. */
    keepNobody: (conversation: string): void => keep(conversation, NOBODY),
    drop: (conversation: string): void => void remembered.delete(conversation),
    async load(conversation: string): Promise<Present> {
      const known = remembered.get(conversation);
      if (known && performance.now() - known.at < REMEMBERED_MS) return known.present;
      const present = await readAgain(conversation);
      if (present.person) keep(conversation, present);
      return present;
    },
  };
}
