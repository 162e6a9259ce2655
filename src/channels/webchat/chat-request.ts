import { z } from 'zod';
import { ChatLang, ChatMessageRequest } from '../../contract/chat.ts';
import { ProblemError, parsed } from '../../platform/problem.ts';
import type { InboundContent } from '../channel.ts';
import type { PageLang } from './ports.ts';

/** Longer text of a form is cut, not refused: without JavaScript a refusal would cost her what she wrote. */
const MAX_FORM_TEXT = 20_000;

/** Words that the conversation understands in every language; buttons of the page say them for her. */
export const COMMAND_WORDS = { exit: '🚪', withdraw: 'delete everything' } as const;

/** The same as `ChatMessageRequest`, as the page's form sends it. */
const ChatForm = z.strictObject({
  id: z.uuid(),
  text: z.string().optional(),
  choice: z.array(z.string().max(200)).max(30).optional(),
  at: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
  locale: ChatLang.optional(),
  command: z.enum(['withdraw']).optional(),
});

/** What a family sent to the page's address, checked. */
export interface ChatAsk {
  readonly id: string;
  /** What she says; null when she only opens the door. */
  readonly content: Exclude<InboundContent, { kind: 'start' }> | null;
  /** The turn that she had seen. */
  readonly seen?: number;
  readonly lang?: PageLang;
}

function ask(fields: z.output<typeof ChatMessageRequest>): ChatAsk {
  const { id, text, choice, at, locale } = fields;
  const said = text !== undefined && text.trim() !== '' ? text : null;
  const values = choice === undefined ? [] : typeof choice === 'string' ? [choice] : choice;
  if (said !== null && values.length > 0) {
    throw new ProblemError({
      status: 400,
      slug: 'invalid-request',
      title: 'Send either text or a choice, not both',
      kept: 'nothing was changed',
    });
  }
  const lang = locale === undefined ? {} : { lang: locale };
  const base = { id, ...lang, ...(at === undefined ? {} : { seen: at }) };
  if (said !== null) return { ...base, content: { kind: 'text', text: said, ...lang } };
  if (values.length > 0) return { ...base, content: { kind: 'choice', values, ...lang } };
  return { ...base, content: locale === undefined ? null : { kind: 'language', lang: locale } };
}

/** @throws ProblemError 400 */
export const askOfJson = (body: unknown): ChatAsk => ask(parsed(ChatMessageRequest, body));

/** Fields that a form sends once; twice is a fault of the sender. */
export function onlyValues(fields: ReadonlyMap<string, readonly string[]>, lists: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, lists.includes(name) || values.length > 1 ? [...values] : values[0]]),
  );
}

/** @throws ProblemError 400 */
export function askOfForm(fields: ReadonlyMap<string, readonly string[]>): ChatAsk {
  const { command, text, ...rest } = parsed(ChatForm, onlyValues(fields, ['choice']));
  if (command !== undefined) return ask({ id: rest.id, text: COMMAND_WORDS[command] });
  return ask({ ...rest, ...(text === undefined ? {} : { text: text.slice(0, MAX_FORM_TEXT) }) });
}

/** What may hold a cry for help. */
export const wordsOf = ({ content }: ChatAsk): string => (content?.kind === 'text' ? content.text : '');
