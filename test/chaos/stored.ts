import type { Db } from 'mongodb';
import { engineOf } from '../../src/app/engine.ts';
import type { Content } from '../../src/content.ts';
import type { ConversationEvent } from '../../src/conversation/events.ts';
import type { Session } from '../../src/conversation/session.ts';
import { createFamilies } from '../../src/families/index.ts';
import { openTurn } from '../../src/inbox/presents.service.ts';
import type { Stepped } from '../../src/inbox/engine.ts';
import { isErased, type TurnContent } from '../../src/inbox/turn.ts';
import { toStored, turnsCollection, type TurnDocument } from '../../src/inbox/turns.store.ts';
import { newCaseCode } from '../../src/platform/ids.ts';
import type { Keys } from '../../src/platform/keyring.store.ts';
import { questionFor } from '../../src/channels/webchat/page-view.ts';
import { type Reply, sumOf } from './family.ts';

/** A turn as the database has it. */
export interface KeptTurn {
  readonly seq: number;
  readonly externalId: string;
  readonly erased: boolean;
  readonly content: TurnContent | null;
}

export interface Kept {
  readonly turns: readonly KeptTurn[];
  /** Events of the whole conversation, decided anew from what was sent; of erased turns nothing is known. */
  readonly events: readonly { readonly seq: number; readonly at: string; readonly event: ConversationEvent }[];
}

export type Stored = ReturnType<typeof createStored>;

/** What the database has, opened with the keys of the installation, and what the engine makes of it. */
export function createStored(db: Db, keys: Keys, content: Content) {
  const engine = engineOf(content);
  const families = createFamilies({ db, keys, newCaseCode, consentTextHash: () => '' });
  const turns = turnsCollection(db);

  const openOne = async (document: TurnDocument): Promise<KeptTurn> => {
    const { seq, externalId } = document;
    const turn = toStored(document);
    if (isErased(turn)) return { seq, externalId, erased: true, content: null };
    return { seq, externalId, erased: false, content: await openTurn(families, turn) };
  };

  return {
    async conversation(id: string): Promise<Kept> {
      const documents = await turns.find({ conversation: id }, { sort: { seq: 1 } }).toArray();
      const kept = await Promise.all(documents.map(openOne));
      const events: { seq: number; at: string; event: ConversationEvent }[] = [];
      let session: Session | null = null;
      for (const { seq, content: one } of kept) {
        if (!one) {
          session = null;
          continue;
        }
        const { input, now, state } = one;
        // Of a child's turn the words are gone: it goes on from what was kept.
        const stepped: Stepped | null = input === null ? null : engine.step(session, input, now);
        for (const event of stepped?.events ?? one.events) events.push({ seq, at: now, event });
        session = stepped?.session ?? state;
      }
      return { turns: kept, events };
    },

    /** The answer of a turn as it would be told again, in short. */
    replySum({ seq, content: one }: KeptTurn): string | null {
      if (!one) return null;
      const reply = engine.replyOf(one.state, one.outputs, one.now);
      const told = JSON.parse(JSON.stringify({ ...reply, turn: seq, question: questionFor(reply.question, true) })) as Reply;
      return sumOf(told);
    },

    /** Lines of the service of a turn, as the page shows them. */
    linesOf: ({ content: one }: KeptTurn): readonly string[] =>
      one ? engine.replyOf(one.state, one.outputs, one.now).messages.map(({ text }) => text) : [],

    personId: (conversation: string, since: number): string => keys.hmac.digest('person', conversation, String(since)),
    caseKey: (conversation: string, code: string): string => keys.hmac.digest('blind_index', 'case', conversation, code),
  };
}
