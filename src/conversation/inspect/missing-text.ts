import { Findings, type Inspection } from './finding.ts';
import { askedKey } from './known-texts.ts';
import { requiredElsewhere } from './other-texts.ts';
import { type Subject, SOURCE_LANG } from './subject.ts';

/** A text that can be said and that a language does not have: she would read it in another language. */
export function missingText({ chats, others, known }: Subject): Inspection {
  const findings = new Findings('missing-text');
  const source = chats.get(SOURCE_LANG);
  const wanted = [...known.required.keys(), ...[...known.optional].filter((key) => source?.texts.has(key))];
  for (const chat of chats.values()) {
    const has = new Set([...chat.texts.keys()].map((key) => askedKey(key, known)));
    for (const key of wanted)
      findings.check(has.has(key) ? null : `${key} has no text in ${chat.lang}`, () => chat.place(key), { lang: chat.lang });
    for (const [key, text] of chat.texts) {
      findings.check(text.trim() === '' ? `${key} is empty in ${chat.lang}` : null, () => chat.place(key), { lang: chat.lang });
    }
  }
  for (const file of others) {
    for (const key of requiredElsewhere(file, others)) {
      findings.check(file.texts.has(key) ? null : `${key} has no text in ${file.lang}`, () => file.place(key), { lang: file.lang });
    }
  }
  return findings.all;
}
