import type { Lang } from '../types.ts';
import { Findings, type Inspection } from './finding.ts';
import { askedKey } from './known-texts.ts';
import { requiredElsewhere, sourceOf } from './other-texts.ts';
import { type Subject, SOURCE_LANG } from './subject.ts';

/** Texts that are the same in many languages, so that sameness says nothing. */
const SAME_BY_NATURE: readonly { readonly key: RegExp; readonly because: string }[] = [
  { key: /^q\.lang\.text$/u, because: 'is written in several languages at once' },
  { key: /^programme\.years$/u, because: 'is a number' },
  { key: /^(?:area|district)\./u, because: 'is the name of a place, which languages with Latin letters write alike' },
];

/** Words that other languages took over as they are: all of them, or one. */
const TAKEN_OVER = ['ok', 'online', 'chat', 'menu', 'danuri'];
const TAKEN_OVER_BY: Partial<Record<Lang, readonly string[]>> = {
  fil: ['address', 'code', 'health', 'insurance', 'korean'],
};

const LETTERS = /\p{L}{2,}/gu;

const isForeign = (text: string, lang: Lang): boolean => {
  const words = text.replace(/\{[^}]*\}/gu, '').match(LETTERS) ?? [];
  const known = [...TAKEN_OVER, ...(TAKEN_OVER_BY[lang] ?? [])];
  return words.some((word) => !known.includes(word.toLowerCase()));
};

/** A text that is word for word the English one: probably it was never translated. */
export function untranslatedText({ chats, others, known }: Subject): Inspection {
  const findings = new Findings('untranslated-text');
  const look = (lang: Lang, key: string, text: string | undefined, english: string | undefined): string | null => {
    if (text === undefined || english === undefined || !isForeign(english, lang)) return null;
    if (text.trim() !== english.trim() || SAME_BY_NATURE.some((same) => same.key.test(key))) return null;
    return `${key} is the English text "${english}"`;
  };
  const source = chats.get(SOURCE_LANG);
  for (const chat of chats.values()) {
    if (chat.lang === SOURCE_LANG) continue;
    for (const [key, text] of chat.texts) {
      findings.check(look(chat.lang, key, text, source?.texts.get(askedKey(key, known))), () => chat.place(key), { lang: chat.lang });
    }
  }
  for (const file of others) {
    if (file.lang === SOURCE_LANG) continue;
    const english = sourceOf(file, others);
    for (const key of requiredElsewhere(file, others)) {
      findings.check(look(file.lang, key, file.texts.get(key), english?.texts.get(key)), () => file.place(key), { lang: file.lang });
    }
  }
  return findings.all;
}
