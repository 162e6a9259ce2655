import { createInstance, type i18n } from 'i18next';
import type { Lang, Params } from './types.ts';

/** All texts of one language, as nested JSON (i18next JSON v4). */
export type TextTree = { readonly [key: string]: string | TextTree };

export interface Texts {
  readonly langs: readonly Lang[];
  /** The text of a key with its slots filled; texts without slots were rendered once at load. */
  say(lang: Lang, key: string, params?: Params): string;
  has(lang: Lang, key: string): boolean;
  keys(lang: Lang): readonly string[];
}

function flatten(tree: TextTree, prefix: string, into: Map<string, string>): Map<string, string> {
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof value === 'string') into.set(key, value);
    else flatten(value, key, into);
  }
  return into;
}

/**
 * Loads the texts of all languages into one i18next instance. A key that a language lacks falls back to English, then
 * Korean (the checker reports it; a family never sees a bare key).
 */
export function createTexts(trees: ReadonlyMap<Lang, TextTree>): Texts {
  const langs = [...trees.keys()];
  const instance: i18n = createInstance();
  void instance.init({
    initAsync: false,
    lng: langs[0] ?? 'ko',
    fallbackLng: ['en', 'ko'],
    resources: Object.fromEntries([...trees].map(([lang, tree]) => [lang, { translation: tree }])),
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
    returnNull: false,
  });
  const flat = new Map(langs.map((lang) => [lang, flatten(trees.get(lang) ?? {}, '', new Map())]));
  const fixed = new Map(langs.map((lang) => [lang, instance.getFixedT(lang)]));
  const plain = new Map<Lang, Map<string, string>>();
  for (const [lang, entries] of flat) {
    plain.set(lang, new Map([...entries].filter(([, text]) => !text.includes('{') && !text.includes('$t('))));
  }
  return {
    langs,
    say(lang, key, params) {
      const still = plain.get(lang)?.get(key);
      if (still !== undefined) return still;
      const t = fixed.get(lang) ?? fixed.get('en') ?? fixed.get('ko');
      return t ? String(t(key, { ...params })) : key;
    },
    has: (lang, key) => flat.get(lang)?.has(key) ?? false,
    keys: (lang) => [...(flat.get(lang)?.keys() ?? [])],
  };
}
