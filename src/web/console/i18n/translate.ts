/** Languages of the console. Korean is the default. */
export const CONSOLE_LANGS = ['ko', 'en'] as const;
export type ConsoleLang = (typeof CONSOLE_LANGS)[number];

export type Params = Readonly<Record<string, string | number>>;

type Tree = { readonly [key: string]: string | Tree };

/** Plural forms are one key: `items_one` and `items_other` are asked for as `items`. */
type WithoutPlural<K extends string> = K extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : K;

/** Every key of a catalogue as a dotted path. */
export type KeyOf<T> = {
  [K in keyof T & string]: T[K] extends string ? WithoutPlural<K> : `${K}.${KeyOf<T[K]>}`;
}[keyof T & string];

const SLOT = /\{(\w+)\}/g;

function at(tree: Tree, path: string): string | undefined {
  let node: string | Tree | undefined = tree;
  for (const part of path.split('.')) {
    if (typeof node !== 'object') return undefined;
    node = node[part];
  }
  return typeof node === 'string' ? node : undefined;
}

/**
 * Looks words up in one catalogue. `{slot}` is filled from `params`; with a `count` the plural form of the language is
 * taken (`key_one`, `key_other`) and numbers are written the language's way.
 *
 * @throws Error for a key that the catalogue lacks: the compiler should have said so.
 */
export function translator<T extends object>(lang: ConsoleLang, tree: T): (key: KeyOf<T>, params?: Params) => string {
  const plurals = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  return (key, params = {}) => {
    const count = params['count'];
    const plural = typeof count === 'number' ? at(tree as Tree, `${key}_${plurals.select(count)}`) : undefined;
    const text = plural ?? at(tree as Tree, `${key}_other`) ?? at(tree as Tree, key);
    if (text === undefined) throw new Error(`no words for ${key} in ${lang}`);
    return text.replace(SLOT, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
