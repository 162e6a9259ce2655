import type { Outcome, TriageLevel } from '../rules/types.ts';
import type { ActionResult, Instant, Lang, Params, SafetyId, StoredAnswer } from './types.ts';

/**
 * The state of one conversation: answers and position, no texts. Small (a few hundred bytes), JSON, versioned.
 * Only `evolve` makes a new one.
 */
export interface Session {
  /** Format version of this object; old ones are lifted by `upcast/`. */
  readonly v: 1;
  /** Version of the flow that this run began with. */
  readonly flowVersion: string;
  readonly code: string;
  readonly lang: Lang | null;
  /** Flow that is running or ran last. */
  readonly flow: string;
  /** Id of the question that waits for an answer, or null. */
  readonly pending: string | null;
  readonly answers: Readonly<Record<string, StoredAnswer>>;
  /** Facts that stay as first computed although time passes (eligibility, intake.md §1.5 pause). */
  readonly frozen: { readonly eligible?: boolean };
  /** Different question ids asked so far, in order (the count promised to her). */
  readonly asked: readonly string[];
  /** Failed tries of the pending question. */
  readonly tries: number;
  /** Asides at the pending question, such as a question of hers. */
  readonly asides?: number;
  /** S-ids that fired; never removed (rules.md §3.1.4). */
  readonly safety: readonly SafetyId[];
  /** Signs told in words that have no answer code. */
  readonly signs: readonly string[];
  /** Once-only messages already said. */
  readonly said: readonly string[];
  readonly flags: {
    readonly emergency?: true;
    readonly quiet?: true;
    readonly hidden?: true;
    readonly loss?: true;
    readonly human?: true;
    readonly paused?: true;
    readonly withdrawn?: true;
    readonly submitted?: true;
    readonly alerted?: true;
    /** A person was offered after the end: a plain yes accepts. */
    readonly offered?: true;
  };
  readonly consents: Readonly<Record<string, { readonly given: boolean; readonly version: string; readonly lang: Lang }>>;
  /** Set when the flow ended. */
  readonly end: { readonly outcome: Outcome; readonly level: TriageLevel | null } | null;
  readonly submittedAt: Instant | null;
  /** When staff were last alerted. */
  readonly alertedAt?: Instant;
  readonly startedAt: Instant;
  readonly lastAt: Instant;
  /** When the engine wants a timer turn, or null. */
  readonly wakeAt: Instant | null;
  /** What came of the actions of the running flow, by the action's name. */
  readonly results?: Readonly<Record<string, ActionResult>>;
  /** The visit she was last told about, for `consent_reminder` and the neutral texts. */
  readonly notice: { readonly name: string; readonly params: Params } | null;
}
