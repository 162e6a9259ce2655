import type { LocaleFile } from './locale.ts';
import { SOURCE_LANG } from './subject.ts';

/** Parts of `messages.json` that only staff read, in their own languages. */
const STAFF_ONLY = /^(?:staff|level|calendar)\./u;
/** Languages in which staff work. */
const STAFF_LANGS: readonly string[] = ['ko', 'en'];

/** Base name of a file of texts: `page.json`. */
export const baseName = (file: LocaleFile): string => file.name.split('/').at(-1) ?? '';

/** The same file in the language that all are held against. */
export const sourceOf = (file: LocaleFile, all: readonly LocaleFile[]): LocaleFile | undefined =>
  all.find((other) => other.lang === SOURCE_LANG && baseName(other) === baseName(file));

/** Keys that a page or messages file must have: those of the source language, without what only staff read. */
export function requiredElsewhere(file: LocaleFile, all: readonly LocaleFile[]): readonly string[] {
  const keys = [...(sourceOf(file, all)?.texts.keys() ?? [])];
  return keys.filter((key) => baseName(file) !== 'messages.json' || STAFF_LANGS.includes(file.lang) || !STAFF_ONLY.test(key));
}
