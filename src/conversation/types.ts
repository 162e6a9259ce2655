/**
 * The vocabulary of the conversation engine. Everything here is plain data: it can be stored as JSON, sent between
 * processes and replayed. No I/O, no clock, no chance: the present time and the case code arrive as arguments.
 */

/** Languages that a family may choose, as BCP 47 tags (intake.md §1, "Channel languages"). */
export const LANGS = ['ko', 'en', 'vi', 'zh-CN', 'th', 'fil', 'mn', 'uz', 'ru', 'km', 'ne', 'ja'] as const;
export type Lang = (typeof LANGS)[number];

/** A calendar day `YYYY-MM-DD`. Births and due dates are days, never instants. */
export type PlainDate = string;

/** An instant as ISO 8601 with offset or `Z`. */
export type Instant = string;

/** How exactly a date was said. */
export type Precision = 'day' | 'week' | 'month';

/** Stored `type` of a question; one file in `answers/` per kind. */
export type AnswerType = 'choice' | 'multi' | 'number' | 'date' | 'text' | 'place' | 'contact' | 'slot' | 'consent';

export interface PlaceValue {
  readonly area: 'namdong' | 'incheon_other' | 'outside' | 'unknown';
  /** District slug such as `yeonsu`, or null when it is not known. */
  readonly district: string | null;
  /** Korean name of the administrative dong, or null. */
  readonly dong: string | null;
}

export interface ContactValue {
  readonly way: 'phone' | 'chat_only' | 'none';
  /** E.164 for `phone`, else null. */
  readonly value: string | null;
}

/** A stored, normalised answer. `null` means asked, but unknown or skipped. */
export type AnswerValue = string | number | readonly string[] | PlaceValue | ContactValue | null;

/** Machine-readable reason why an answer could not be used, `noun:problem` (utterances.md). */
export type ProblemCode =
  | 'date:ambiguous'
  | 'date:in_past'
  | 'date:in_future'
  | 'date:out_of_range'
  | 'date:lunar'
  | 'date:unreadable'
  | 'number:out_of_range'
  | 'number:unreadable'
  | 'place:ambiguous'
  | 'place:unreadable'
  | 'contact:invalid'
  | 'contact:is_identity_number'
  | 'consent:unclear'
  | 'choice:unknown'
  | 'slot:unknown'
  | 'text:empty';

export type Command = 'human' | 'pause' | 'withdraw' | 'lang' | 'exit' | 'back' | 'help' | 'skip' | 'why';

/** Safety rule ids S01–S13 (rules.md §3). */
export type SafetyId = string;

/** Redaction rule ids P01–P04 (rules.md §4). */
export type RedactionId = 'P01' | 'P02' | 'P03' | 'P04';

/** One answer as the session keeps it. */
export interface StoredAnswer {
  readonly value: AnswerValue;
  readonly precision?: Precision;
  /** She chose "prefer not to say". */
  readonly skipped?: true;
  /** Not understood twice: `null` (or the safe default) until a human asks again. */
  readonly needsHumanCheck?: true;
}

/** What arrives at the engine. Text has passed `admit` (length, NFC, identity numbers removed). */
export type Input =
  | {
      readonly kind: 'start';
      readonly code: string;
      readonly lang: Lang | null;
      /** What the first message said, when it was more than a knock on the door. */
      readonly text?: string;
      readonly removed?: readonly RedactionId[];
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Redaction rules that removed something from this text. */
      readonly removed: readonly RedactionId[];
      /** The sender had not yet seen the present question: short answers are not applied to it. */
      readonly stale: boolean;
    }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly stale: boolean }
  | { readonly kind: 'language'; readonly lang: Lang }
  /** A flow is begun from outside: chosen in the page's menu, or due (feedback after a visit, a check before one). */
  | { readonly kind: 'flow'; readonly flow: string }
  | { readonly kind: 'timer'; readonly seq: number }
  /** A staff-side fact that she is told in the chat: a visit was booked, moved, cancelled; a referral was accepted. */
  | { readonly kind: 'notice'; readonly notice: string; readonly params: Params; readonly at: Instant };

export type Params = Readonly<Record<string, string | number>>;

/**
 * Something that the core asks of the outside world in the middle of a step. It only reads, or takes a hold that lapses by
 * itself; the shell does it within a second, and its result is stored with the turn.
 */
export interface Action {
  /** Such as `free_slots`, `bookings`, `fund_balance`; the flow names it. */
  readonly name: string;
  /** Answers that the flow hands along, in plain form. */
  readonly params: Params;
}

/** What came of an action. `unavailable` also when nobody answered in time: the flow then says so honestly. */
export type ActionResult =
  | { readonly state: 'unavailable' }
  | {
      readonly state: 'done';
      /** Things to choose from, in order; each stands for an instant. */
      readonly options?: readonly { readonly id: string; readonly at: Instant }[];
      readonly values?: Params;
    };

/** Something the bot says: a key of `locales/<lang>/` and its slots, never words. */
export interface Output {
  readonly key: string;
  readonly params?: Params;
  /** Helpline numbers shown as tap-to-call under the text. */
  readonly numbers?: readonly string[];
}
