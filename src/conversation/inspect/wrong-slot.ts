import { Findings, type Inspection } from './finding.ts';
import { askedKey } from './known-texts.ts';
import { type LocaleFile, slotsOf } from './locale.ts';
import { sourceOf } from './other-texts.ts';
import { renderedTexts } from './rendered.ts';
import { type Subject, SOURCE_LANG } from './subject.ts';
import { trailOf } from './walk-record.ts';

/** A slot that a translation lost or made up, or that nothing fills when the text is said. */
export function wrongSlot(subject: Subject): Inspection {
  const findings = new Findings('wrong-slot');
  const { chats, others, known } = subject;
  const compare = (key: string, text: string, english: string | undefined): string | null => {
    if (english === undefined) return null;
    const [own, source] = [slotsOf(text), slotsOf(english)];
    const lost = source.filter((slot) => !own.includes(slot)).map((slot) => `lost {${slot}}`);
    const foreign = own.filter((slot) => !source.includes(slot)).map((slot) => `has a foreign {${slot}}`);
    return lost.length + foreign.length > 0 ? `${key} ${[...lost, ...foreign].join(', ')}` : null;
  };
  const source = chats.get(SOURCE_LANG);
  for (const chat of chats.values()) {
    if (chat.lang !== SOURCE_LANG) {
      for (const [key, text] of chat.texts) {
        findings.check(compare(key, text, source?.texts.get(askedKey(key, known))), () => chat.place(key), { lang: chat.lang });
      }
    }
  }
  if (source) fill(findings, subject, source);
  for (const file of others) {
    if (file.lang === SOURCE_LANG) continue;
    const english = sourceOf(file, others);
    for (const [key, text] of file.texts)
      findings.check(compare(key, text, english?.texts.get(key)), () => file.place(key), { lang: file.lang });
  }
  return findings.all;
}

/** What is said must come with a value for each of its slots; the same in every language. */
function fill(findings: Findings, subject: Subject, source: LocaleFile): void {
  const empty = new Map<string, string | null>();
  for (const { key, given, trail } of renderedTexts(subject, SOURCE_LANG)) {
    const missing = slotsOf(source.texts.get(key) ?? '').filter((slot) => !given.includes(slot));
    const problem =
      missing.length === 0 ? null : `${key} is said with nothing for ${missing.map((slot) => `{${slot}}`).join(', ')}, ${trailOf(trail)}`;
    empty.set(key, empty.get(key) ?? problem);
  }
  for (const [key, problem] of empty) findings.check(problem, () => subject.known.required.get(key) ?? source.place(key));
}
