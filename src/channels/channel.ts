import type { Lang } from '../conversation/types.ts';

/**
 * The port between a messaging platform and the product.
 *
 * Promises: `InboundTurn` arrives only after the platform's signature was verified; the same platform message always
 * has the same `externalId`. Non-promises: order, exactly-once (the inbox dedupes), and that a sent message was read.
 */
export interface InboundTurn {
  readonly channel: string;
  /** Stable opaque id of the (channel, sender) stream. Never a phone number or a platform handle in clear. */
  readonly conversation: string;
  /** The platform's id of this message; unique within the conversation. */
  readonly externalId: string;
  readonly content: InboundContent;
  /** The turn the sender had seen, when the channel knows it. */
  readonly seen?: number;
}

export type InboundContent =
  | { readonly kind: 'start'; readonly lang: Lang | null; readonly text?: string }
  | { readonly kind: 'text'; readonly text: string; readonly lang?: Lang }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly lang?: Lang }
  | { readonly kind: 'language'; readonly lang: Lang };

export interface RenderedMessage {
  readonly text: string;
  /** Helplines to show as tap-to-call. */
  readonly numbers?: readonly { readonly number: string; readonly label: string }[];
}

export interface RenderedQuestion {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly optional: boolean;
  /** Several values may be chosen. */
  readonly multiple: boolean;
}

/** The answer to one inbound turn, durable before it is handed to the channel. */
export interface TurnReply {
  readonly conversation: string;
  readonly turn: number;
  readonly lang: Lang | null;
  readonly messages: readonly RenderedMessage[];
  readonly question: RenderedQuestion | null;
  /** 0..1 through the present flow. */
  readonly progress: number;
  readonly ended: boolean;
  /** Quick exit was said: show the neutral screen, hide everything. */
  readonly hidden: boolean;
  /** The person was forgotten with this turn: nothing is stored any more. */
  readonly forgotten: boolean;
}

export type HandleTurn = (inbound: InboundTurn) => Promise<TurnReply>;

/** A push message (reminder, news): wording already neutral, gate already passed. */
export interface OutboundMessage {
  readonly deliveryId: string;
  readonly conversation: string;
  readonly text: string;
  readonly lang: Lang;
}

/** What a channel reports after a send. `unknown` is said by the worker, never by a channel. */
export type SendResult = { readonly state: 'sent' } | { readonly state: 'failed'; readonly reason: string; readonly permanent: boolean };

export interface Channel {
  readonly name: string;
  send(message: OutboundMessage): Promise<SendResult>;
}
