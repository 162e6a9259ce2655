import type { ContentFile, ContentPath } from '../../rules/content-file.ts';
import type { Lang } from '../types.ts';
import type { Place } from './finding.ts';

/** One file of `locales/<lang>/` with its texts by their full key. */
export interface LocaleFile {
  readonly lang: Lang;
  readonly name: string;
  readonly texts: ReadonlyMap<string, string>;
  /** Where a key stands; for one that is missing, what is nearest above it. */
  place(key: string): Place;
}

/** Reads one parsed file of texts. Keys of nested texts are joined by dots, of lists by their number. */
export function readLocale(lang: Lang, file: ContentFile): LocaleFile {
  const texts = new Map<string, string>();
  const paths = new Map<string, ContentPath>();
  const read = (value: unknown, path: readonly (string | number)[]): void => {
    const key = path.join('.');
    if (key !== '') paths.set(key, path);
    if (typeof value === 'string') texts.set(key, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) read(inner, [...path, Array.isArray(value) ? Number(name) : name]);
    }
  };
  read(file.value, []);
  return {
    lang,
    name: file.name,
    texts,
    place(key) {
      const parts = key.split('.');
      for (let length = parts.length; length > 0; length -= 1) {
        const path = paths.get(parts.slice(0, length).join('.'));
        if (path) return { file: file.name, line: file.lineOf(path) };
      }
      return { file: file.name, line: 1 };
    },
  };
}

const SLOT = /\{\s*([A-Za-z_][\w]*)[^{}]*\}/gu;

/** Names of the slots of a text, sorted. */
export const slotsOf = (text: string): readonly string[] => [...new Set([...text.matchAll(SLOT)].map(([, name]) => name ?? ''))].sort();
