import { createInstance, type i18n } from 'i18next';
import type { Lang, Params } from './types.ts';

/** All texts of one language, as nested JSON (i18next JSON v4). */
export type TextTree = { readonly [key: string]: string | TextTree };

export interface Texts {
  readonly langs: readonly Lang[];
  /** The text of a key with its slots filled; texts without plurals were taken apart once at load. */
  say(lang: Lang, key: string, params?: Params): string;
  /** Whether the text of a key is the same whatever its slots are, so that nobody need fill them. */
  isFixed(lang: Lang, key: string): boolean;
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

/** A text without slots, or its pieces: text and slot in turn. */
type Template = string | readonly string[];

/** Endings that make a key one form of a plural: such texts are i18next's to choose. */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;
const SLOT = /\{([a-z_]+)\}/gu;

/** Texts that need no more than filling in; `i18next.t` costs several microseconds a call, and a turn has a dozen texts. */
function templatesOf(entries: ReadonlyMap<string, string>): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>();
  for (const [key, text] of entries) {
    if (PLURAL.test(key) || text.includes('$t(')) continue;
    const pieces = text.split(SLOT);
    templates.set(key, pieces.length === 1 ? text : pieces);
  }
  return templates;
}

/** An empty slot stays as it is written, so that the lack is seen and not hidden. */
function fill(pieces: readonly string[], params: Params | undefined): string {
  let text = '';
  for (let i = 0; i < pieces.length; i += 1) {
    const piece = pieces[i] ?? '';
    text += i % 2 === 0 ? piece : String(params?.[piece] ?? `{${piece}}`);
  }
  return text;
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
  const compiled = new Map(langs.map((lang) => [lang, templatesOf(flat.get(lang) ?? new Map())]));
  return {
    langs,
    say(lang, key, params) {
      const template = compiled.get(lang)?.get(key);
      if (template !== undefined) return typeof template === 'string' ? template : fill(template, params);
      const t = fixed.get(lang) ?? fixed.get('en') ?? fixed.get('ko');
      return t ? String(t(key, { ...params })) : key;
    },
    isFixed: (lang, key) => typeof compiled.get(lang)?.get(key) === 'string',
    has: (lang, key) => flat.get(lang)?.has(key) ?? false,
    keys: (lang) => [...(flat.get(lang)?.keys() ?? [])],
  };
}
