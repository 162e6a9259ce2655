import type { PageWords } from './words.ts';

/** A choice that no question has: the one that waits is asked again, and nothing is answered. */
export const GO_ON = 'continue';

/** What every page has. */
export interface Frame {
  readonly lang: string;
  readonly words: PageWords;
  readonly css: string;
  readonly js: string;
  readonly exitUrl: string;
  /** Cookie in which the script notes that she left. */
  readonly awayCookie: string;
  readonly languages: readonly { readonly lang: string; readonly name: string }[];
  /** The texts of this language were not read by a native speaker yet. */
  readonly draft: boolean;
}

export interface Phone {
  readonly number: string;
  readonly label: string;
}

export interface Said {
  readonly from: 'me' | 'us';
  readonly text: string;
  readonly numbers?: readonly Phone[];
  /** Shown time, for messages that came by themselves. */
  readonly when?: { readonly iso: string; readonly shown: string };
}

export interface Asked {
  readonly id: string;
  readonly type: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly optional: boolean;
  readonly multiple: boolean;
}

/** A line above the answer: something was not kept, or has to be said once. */
export interface Notice {
  readonly kind: 'trouble' | 'good';
  readonly text: string;
}

export interface ChatPage {
  /** Id of the next message: the same form sent twice is one message. */
  readonly id: string;
  /** The turn that stands on the screen. */
  readonly turn: number;
  readonly said: readonly Said[];
  readonly question: Asked | null;
  /** 0..1 */
  readonly progress: number;
  /** Something of before is not shown. */
  readonly hides: boolean;
  /** Nothing is asked, but the conversation waits to be taken up. */
  readonly waits: boolean;
  /** The first screen: privacy stands on top of it. */
  readonly begins: boolean;
  /** Milliseconds until all of this must go from the screen; null: nothing to hide. */
  readonly idleIn: number | null;
  /** Ids of pushed messages among what is said. */
  readonly deliveries: readonly string[];
  readonly notice?: Notice;
  /** What she wrote and could not be kept. */
  readonly unsentText?: string;
  /** A choice that could not be kept, when its question cannot be shown. */
  readonly resend?: readonly string[];
}
