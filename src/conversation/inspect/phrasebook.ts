import type { ContentFile } from '../../rules/content-file.ts';
import { PHRASE_SLOTS, Phrasebook } from '../phrasebook.ts';
import type { Lang } from '../types.ts';
import { Findings, type Inspection } from './finding.ts';
import { type LocaleFile, readLocale, slotsOf } from './locale.ts';

/** The language that the sentences are written in first; its translations are held against it. */
const SOURCE: Lang = 'ko';
const FEWEST = 90;

const KNOWN_SLOTS: readonly string[] = PHRASE_SLOTS;
const sentencesOf = (file: LocaleFile): ReadonlyMap<string, string> =>
  new Map([...file.texts].filter(([key]) => key.startsWith('groups.')));

/**
 * Ready sentences of every language: the form, the same sentences with the same slots everywhere, none left in Korean or English.
 *
 * @param books The phrasebook of each language; null where there is none.
 */
export function phrasebook(books: ReadonlyMap<Lang, ContentFile | null>): Inspection {
  const findings = new Findings('phrasebook');
  const read = new Map([...books].flatMap(([lang, file]): [Lang, LocaleFile][] => (file ? [[lang, readLocale(lang, file)]] : [])));
  if (read.size === 0) return findings.all;
  for (const [lang, file] of books) {
    const name = `locales/${lang}/phrasebook.json`;
    findings.check(file ? null : 'the ready sentences are missing', () => ({ file: name, line: 1 }), { lang });
    if (file) checkForm(findings, lang, file);
  }
  const source = read.get(SOURCE);
  if (!source) return findings.all;
  const sentences = sentencesOf(source);
  findings.check(sentences.size < FEWEST ? `${sentences.size} sentences are fewer than ${FEWEST}` : null, () => source.place('groups'), {
    lang: SOURCE,
  });
  for (const [key, text] of sentences) {
    const unknown = slotsOf(text).filter((slot) => !KNOWN_SLOTS.includes(slot));
    findings.check(
      unknown.length > 0 ? `${key} has the slot {${unknown.join('}, {')}}, which nobody fills` : null,
      () => source.place(key),
      {
        lang: SOURCE,
      },
    );
  }
  const english = read.get('en');
  for (const [lang, file] of read) if (lang !== SOURCE) checkTranslation(findings, file, source, lang === 'en' ? undefined : english);
  return findings.all;
}

function checkForm(findings: Findings, lang: Lang, file: ContentFile): void {
  const { error } = Phrasebook.safeParse(file.value);
  if (!error) findings.check(null, () => ({ file: file.name, line: 1 }), { lang });
  for (const { path, message } of error?.issues ?? []) {
    const at = path.filter((part) => typeof part !== 'symbol');
    findings.check(`${at.join('.')}: ${message}`, () => ({ file: file.name, line: file.lineOf(at) }), { lang });
  }
}

function checkTranslation(findings: Findings, file: LocaleFile, source: LocaleFile, english: LocaleFile | undefined): void {
  const { lang } = file;
  const wanted = sentencesOf(source);
  const given = sentencesOf(file);
  for (const [key, text] of wanted) {
    const own = given.get(key);
    findings.check(own === undefined ? `${key} is missing` : null, () => file.place(key), { lang });
    if (own === undefined) continue;
    const [slots, needed] = [slotsOf(own).join(', '), slotsOf(text).join(', ')];
    findings.check(slots === needed ? null : `${key} has the slots "${slots}" instead of "${needed}"`, () => file.place(key), { lang });
    const untranslated = [text, english?.texts.get(key)].includes(own);
    findings.check(untranslated ? `${key} is not translated` : null, () => file.place(key), { lang });
  }
  for (const key of given.keys()) if (!wanted.has(key)) findings.check(`${key} is in no other language`, () => file.place(key), { lang });
}
