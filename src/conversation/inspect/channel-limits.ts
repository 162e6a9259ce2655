import type { CompiledQuestion } from '../program.ts';
import type { AnswerType } from '../types.ts';

/** What a chat channel takes, in characters and pieces, as its makers document it. */
export interface ChannelLimits {
  readonly channel: string;
  /** Characters on a button or quick reply. */
  readonly label: number;
  /** Buttons or rows under one message. */
  readonly options: number;
  /** Characters of a message that has buttons or rows under it. */
  readonly body: number;
}

export const CHANNEL_LIMITS: readonly ChannelLimits[] = [
  // Quick replies: 13 a message, labels of 20; a text message holds 5,000.
  { channel: 'LINE', label: 20, options: 13, body: 5_000 },
  // Quick replies of a channel chatbot: 10 a message, labels of 14; simple text holds 1,000.
  { channel: 'KakaoTalk', label: 14, options: 10, body: 1_000 },
  // Reply buttons of 20; a list message has 10 rows and a body of 1,024.
  { channel: 'WhatsApp', label: 20, options: 10, body: 1_024 },
  // Quick replies: 13 a message, titles of 20; a text message holds 2,000.
  { channel: 'Messenger', label: 20, options: 13, body: 2_000 },
];

/**
 * A question with a label that is too long for a button is shown as a numbered list: its options stand as lines in the
 * message, the buttons bear the numbers alone. Possible only for kinds that understand a typed number.
 */
export const NUMBERED_LIST: ReadonlySet<AnswerType> = new Set<AnswerType>(['choice', 'multi', 'slot']);

export const canBeNumbered = (question: Pick<CompiledQuestion, 'type'>): boolean => NUMBERED_LIST.has(question.type);

/** Characters that the number of an option takes in a line: "10. " and the line break. */
export const NUMBER_WIDTH = 5;

/**
 * Questions of the engine itself whose choices a channel shows page by page, whatever their number: languages are
 * understood by their typed names, and the summary by a typed yes.
 */
export const SHOWN_IN_PAGES: ReadonlySet<string> = new Set(['lang', 'summary']);

/** Longest message that is read in a moment of danger, in characters. */
export const LONGEST_SAFETY_MESSAGE = 300;

/** Length as channels count it: in characters, not in bytes. */
export const lengthOf = (text: string): number => [...text].length;
