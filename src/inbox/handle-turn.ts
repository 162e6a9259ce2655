import { MongoError } from 'mongodb';
import type { TurnReply } from '../channels/channel.ts';
import { type Families, ForgottenError } from '../families/index.ts';
import type { DecideTurn, Decided, Incoming } from './decide-turn.service.ts';
import type { Forget } from './forget.service.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Presents } from './presents.service.ts';
import type { Replies } from './replies.service.ts';
import { sealTurn } from './seal-turn.service.ts';
import { type Appended, NotSavedError, type TurnStore } from './turns.port.ts';

export interface HandleTurnDeps {
  readonly presents: Presents;
  readonly families: Families;
  readonly decide: DecideTurn;
  readonly turns: TurnStore;
  readonly forget: Forget;
  readonly replies: Replies;
  /** Told after each stored turn that has effects; does not hold back the reply. */
  readonly nudge: (conversation: string) => void;
}

/** Races that one message may lose before it gives up; each lost race means that another message went in. */
const MAX_RACES = 50;

const forgets = ({ stepped }: Decided): boolean => stepped.events.some((event) => event.type === 'person_forgotten');

/**
 * The way of one message: load where the conversation stands, decide, store the turn durably, reply. Messages of one
 * conversation go one at a time. A message that comes again gets the stored answer; who loses the race for a place in
 * the order loads and decides again. Null: there was nothing to do. Throws `NotSavedError` when the turn is not known to
 * be durable; nothing was acknowledged then.
 */
export function createHandleTurn(deps: HandleTurnDeps): (incoming: Incoming) => Promise<TurnReply | null> {
  const { presents, families, decide, turns, forget, replies, nudge } = deps;
  const inOrder = oneAtATime();

  const store = async (decided: Decided): Promise<Appended> => {
    const turn = await sealTurn(families, decided);
    const appended = await turns.append(turn);
    if (appended.outcome !== 'stored') return appended;
    const { conversation, seq, shown, channel, personId, stepped } = decided;
    presents.keep(conversation, {
      seq,
      shown,
      erasedThrough: turn.erasedThrough,
      channel,
      person: { id: personId, session: stepped.session },
    });
    if (turn.effects.length > 0) nudge(conversation);
    return appended;
  };

  const attempt = async (incoming: Incoming): Promise<TurnReply | null | 'race_lost'> => {
    const { conversation } = incoming;
    const present = await presents.load(conversation);
    const meant = incoming.meant(present);
    if (!meant) return null;
    const grave = present.erasedThrough > 0 ? await families.grave<TurnReply>(conversation, meant.externalId) : null;
    if (grave) return replies.ofGrave(conversation, present, grave);

    const decided = await decide(incoming, present, meant);
    const farewell = forgets(decided) ? { ...decided.reply, question: null, forgotten: true } : null;
    const appended = farewell ? await forget(decided, farewell) : await store(decided);
    if (farewell || appended.outcome !== 'stored') presents.drop(conversation);
    if (farewell && appended.outcome === 'stored') nudge(conversation);

    if (appended.outcome === 'race_lost') return 'race_lost';
    if (appended.outcome === 'redelivered') return replies.ofTurn(appended.turn);
    return farewell ?? decided.reply;
  };

  return (incoming) =>
    inOrder(incoming.conversation, async () => {
      for (let race = 0; race < MAX_RACES; race += 1) {
        try {
          const reply = await attempt(incoming);
          if (reply !== 'race_lost') return reply;
        } catch (error) {
          presents.drop(incoming.conversation);
          if (error instanceof MongoError) throw new NotSavedError({ cause: error });
          if (!(error instanceof ForgottenError)) throw error; // erased by another process meanwhile: look again
        }
      }
      throw new NotSavedError();
    });
}
