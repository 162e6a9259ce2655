import type { Clock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import type { Families } from '../families/index.ts';
import type { Presents } from './presents.service.ts';
import type { TurnStore } from './turns.port.ts';

/** How long the first message may be sent again without a token (contract, `POST /chat/messages`). */
export const FIRST_CALL_MINUTES = 10;

export interface Caller {
  readonly conversation: string;
  /** Opens the conversation; never stored, always computed. */
  readonly token: string;
}

export type Identities = ReturnType<typeof createIdentities>;

/** Which conversation a sender means, without storing a token, a phone number or a platform's handle. */
export function createIdentities(deps: {
  hmac: Hmac;
  turns: TurnStore;
  families: Families;
  presents: Pick<Presents, 'keepNobody'>;
  clock: Clock;
}) {
  const { hmac, turns, families, presents, clock } = deps;
  const firstOf = (channel: string, messageId: string): string => `${channel}-${hmac.digest('conversation', channel, 'first', messageId)}`;
  const callerOf = (conversation: string): Caller => ({ conversation, token: `${conversation}.${hmac.digest('token', conversation)}` });

  return {
    /** The conversation of a platform's sender. */
    ofSender: (channel: string, sender: string): string => `${channel}-${hmac.digest('conversation', channel, sender)}`,

    callerOf,
    /** The conversation that a first message would begin. */
    firstOf,

    /** The conversation that a token opens, or null. Constant time on the secret part. */
    ofToken(token: string): string | null {
      const dot = token.lastIndexOf('.');
      if (dot < 1 || token.length > 300) return null;
      const conversation = token.slice(0, dot);
      return hmac.matches(token.slice(dot + 1), 'token', conversation) ? conversation : null;
    },

    /**
     * The conversation that a first message without a token begins, or began less than ten minutes ago; null when it is
     * older: then the message's id alone no longer opens it.
     */
    async ofFirstMessage(channel: string, messageId: string): Promise<Caller | null> {
      const conversation = firstOf(channel, messageId);
      const first = await turns.first(conversation);
      if (!first) {
        presents.keepNobody(conversation);
        return callerOf(conversation);
      }
      const age = clock.now().getTime() - first.at.getTime();
      if (age > FIRST_CALL_MINUTES * 60_000) return null;
      const same = first.externalId === messageId || (await families.grave(conversation, messageId)) !== null;
      return same ? callerOf(conversation) : null;
    },
  };
}
