import { Findings, type Inspection } from './finding.ts';
import { askedKey } from './known-texts.ts';
import { requiredElsewhere } from './other-texts.ts';
import type { Subject } from './subject.ts';

/** A text that nothing ever says: it is translated and reviewed for nothing, or its key is mistyped. */
export function unusedText({ chats, others, known }: Subject): Inspection {
  const findings = new Findings('unused-text');
  for (const chat of chats.values()) {
    for (const key of chat.texts.keys()) {
      const asked = askedKey(key, known);
      const used = known.required.has(asked) || known.optional.has(asked) || known.short.has(asked);
      findings.check(used ? null : `nothing says ${key}`, () => chat.place(key), { lang: chat.lang });
    }
  }
  for (const file of others) {
    const wanted = new Set(requiredElsewhere(file, others));
    for (const key of file.texts.keys()) {
      findings.check(wanted.has(key) ? null : `${key} is not in the source language`, () => file.place(key), { lang: file.lang });
    }
  }
  return findings.all;
}
