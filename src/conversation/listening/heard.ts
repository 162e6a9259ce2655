import type { Facts } from '../../rules/types.ts';
import type { Command, Lang, SafetyId } from '../types.ts';

/** Things told in passing that deserve a word, but are no answer. */
export type NoticeKind = 'immigration' | 'loss' | 'adoption' | 'visit_doctor_yellow' | 'chitchat';

/** What a text says besides answering the pending question. */
export interface Heard {
  /** S-ids, sorted. */
  readonly safety: readonly SafetyId[];
  readonly command: Command | null;
  /** The language asked for with command `lang`, when it was named. */
  readonly lang: Lang | null;
  readonly notices: readonly NoticeKind[];
  /** It is a question to the bot. */
  readonly isQuestion: boolean;
  /** A flow that she asks for, by its id ("I need money for the hospital" → `fund`), when that is clear. */
  readonly intent?: string | null;
  /** Language that the text seems to be in, or null when unsure. */
  readonly guessedLang: Lang | null;
}

export interface ListenContext {
  readonly lang: Lang | null;
  /** Pending question id, or null. */
  readonly question: string | null;
  readonly stage: string | null;
  readonly facts: Facts;
}

export type Listen = (text: string, context: ListenContext) => Heard;
