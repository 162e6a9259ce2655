import type { z } from 'zod';
import type { ChatLang } from '../../contract/chat.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Hmac } from '../../platform/hmac.ts';
import type { Log } from '../../platform/log.ts';
import type { PageWords } from '../../web/chat/page.ts';
import type { HandleTurn, RenderedMessage, TurnReply } from '../channel.ts';
import type { ChatLimiter } from './limiter.ts';

/** A language of the chat, as a BCP 47 tag. */
export type PageLang = z.infer<typeof ChatLang>;

/** The conversation so far, as the inbox tells it. */
export interface ChatHistory {
  readonly turns: readonly {
    readonly seq: number;
    /** Business time, ISO 8601. */
    readonly at: string;
    readonly mine: string | null;
    readonly messages: readonly RenderedMessage[];
  }[];
  /** The present question, without messages. */
  readonly current: TurnReply;
  readonly lastActivityAt: string;
}

/** Which conversation a sender means; the token is computed, never stored. */
export interface ChatIdentities {
  callerOf(conversation: string): { readonly conversation: string; readonly token: string };
  ofToken(token: string): string | null;
  /** Null: the first message is too old to be repeated without its token. */
  ofFirstMessage(channel: string, messageId: string): Promise<{ readonly conversation: string; readonly token: string } | null>;
}

export type Resumed =
  | { readonly state: 'open'; readonly conversation: string }
  | { readonly state: 'refused'; readonly triesLeft: number }
  | { readonly state: 'locked' };

/** A message that was pushed to this chat: wording neutral, gate passed, durable. */
export interface Delivery {
  readonly id: string;
  readonly text: string;
  /** When it was sent, ISO 8601. */
  readonly at: string;
}

export interface Deliveries {
  /** What the chat shows now, oldest first: not seen yet, or seen and not expired. */
  pending(conversation: string): Promise<readonly Delivery[]>;
  /** They stand on her screen. Idempotent. */
  seen(conversation: string, ids: readonly string[]): Promise<void>;
}

export interface PageLanguage {
  readonly lang: PageLang;
  /** Its own name in its own script. */
  readonly name: string;
  /** Texts without native review say so on the page. */
  readonly draft: boolean;
}

/** A message that could not be stored. */
export interface Unsaved {
  readonly messageId: string;
  /** Null: it would have been the first one. */
  readonly conversation: string | null;
  readonly text: string;
  /** Language of the page, when it said one. */
  readonly lang: PageLang | null;
}

/** What its words call for, although nothing of them is kept. */
export interface UnsavedHelp {
  readonly messages: readonly RenderedMessage[];
  /** She wants the screen hidden: nothing of what she wrote may stand there. */
  readonly hides: boolean;
}

/** All that the family's page needs from the rest of the product; `app.ts` hands it in. */
export interface WebchatDeps {
  /** Through the hub: `hub.connect(webchatChannel).handleTurn`. */
  readonly handleTurn: HandleTurn;
  readonly history: (conversation: string) => Promise<ChatHistory | null>;
  readonly identities: ChatIdentities;
  /** Null: the word is too short or too long. */
  readonly setReturnWord: (conversation: string, word: string) => Promise<{ readonly code: string } | null>;
  readonly resume: (code: string, word: string) => Promise<Resumed>;
  readonly deliveries: Deliveries;
  /** Whether a text holds a danger word: such a message is never held back. */
  readonly isUrgent: (text: string) => boolean;
  /** Told of each message that could not be stored. Never throws, and does not make her wait. Null: its words call for nothing. */
  readonly whenUnsaved?: (unsaved: Unsaved) => Promise<UnsavedHelp | null>;
  readonly limiter: ChatLimiter;
  readonly hmac: Hmac;
  readonly clock: Clock;
  readonly log: Log;
  /** Behind TLS. */
  readonly secureCookies: boolean;
  /** In the order of the language picker; the first is the one for browsers that ask for none of them. */
  readonly languages: readonly PageLanguage[];
  readonly words: ReadonlyMap<PageLang, PageWords>;
  /** Neutral site that the exit button opens. */
  readonly exitUrl?: string;
}
