import { formatInstant } from '../conversation/dates-in-words.ts';
import type { Texts } from '../conversation/texts.ts';
import type { Lang, Params } from '../conversation/types.ts';
import type { PlannedMessage } from './delivery.ts';

/** Slots that hold a code; their words are under a key of the same name. */
const CODED = ['place', 'level'] as const;
const INSTANTS = ['when', 'was'] as const;

/** Slots as the language writes them: instants as day and time in Seoul, codes as words. */
function filled(texts: Texts, lang: Lang, params: Params): Params {
  const words: Record<string, string | number> = { ...params };
  for (const name of INSTANTS) {
    const value = params[name];
    if (typeof value === 'string') words[name] = formatInstant(lang, value);
  }
  for (const name of CODED) {
    const value = params[name];
    if (typeof value === 'string') words[name] = texts.say(lang, `${name}.${value}`);
  }
  return words;
}

/** A message to a family in her language, made when it is shown: words are never stored. */
export const wordsOf = (texts: Texts, lang: Lang, { key, params }: PlannedMessage['text']): string =>
  texts.say(lang, key, filled(texts, lang, params));

/**
 * A staff letter: neutral subject, text with the address to go on.
 *
 * @param place Where it leads, unless the message names its own `link`.
 */
export function letterOf(
  texts: Texts,
  lang: Lang,
  { key, params }: PlannedMessage['text'],
  place: string,
): { subject: string; text: string } {
  const words = filled(texts, lang, params);
  return {
    subject: texts.say(lang, `${key}.subject`, words),
    text: `${texts.say(lang, `${key}.text`, words)}\n\n${params['link'] ?? place}\n`,
  };
}
