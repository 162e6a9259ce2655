import type koCasework from '../../../../locales/ko/casework.json';
import type koConsole from '../../../../locales/ko/console.json';
import type { ConsoleLang, KeyOf } from './translate.ts';

/** Words of the screens. Korean is the source; a test holds English to the same keys. */
export type ConsoleTexts = typeof koConsole;
/** Words of the casework: levels, reasons, answers, services, in the way staff say them. */
export type CaseworkTexts = typeof koCasework;
export type ConsoleKey = KeyOf<ConsoleTexts>;

export interface Catalogue {
  readonly lang: ConsoleLang;
  readonly texts: ConsoleTexts;
  readonly casework: CaseworkTexts;
}

const SOURCES: Record<ConsoleLang, () => Promise<Catalogue>> = {
  ko: async () => {
    const [texts, casework] = await Promise.all([
      import('../../../../locales/ko/console.json', { with: { type: 'json' } }),
      import('../../../../locales/ko/casework.json', { with: { type: 'json' } }),
    ]);
    return { lang: 'ko', texts: texts.default, casework: casework.default };
  },
  en: async () => {
    const [texts, casework] = await Promise.all([
      import('../../../../locales/en/console.json', { with: { type: 'json' } }),
      import('../../../../locales/en/casework.json', { with: { type: 'json' } }),
    ]);
    return { lang: 'en', texts: texts.default, casework: casework.default };
  },
};

/** Fetches the words of one language; each language is its own file for the browser. */
export const loadCatalogue = (lang: ConsoleLang): Promise<Catalogue> => SOURCES[lang]();
