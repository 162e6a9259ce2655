import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type CaseWords, caseWords } from './case-words.ts';
import type { Catalogue, ConsoleKey } from './catalogue.ts';
import { type DateWords, dateWords } from './dates.ts';
import { type ConsoleLang, type Params, translator } from './translate.ts';

export interface Words {
  readonly lang: ConsoleLang;
  readonly t: (key: ConsoleKey, params?: Params) => string;
  readonly cases: CaseWords;
  readonly dates: DateWords;
  /** "가, 나, 다" / "a, b, c" */
  readonly list: (items: readonly string[]) => string;
  readonly setLang: (lang: ConsoleLang) => void;
}

const WordsContext = createContext<Words | null>(null);

/** Every word, date and number of the console comes from here. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('useWords outside of WordsProvider');
  return words;
}

export function WordsProvider(props: {
  readonly catalogue: Catalogue;
  readonly setLang: (lang: ConsoleLang) => void;
  readonly children: ReactNode;
}) {
  const { catalogue, setLang } = props;
  const words = useMemo<Words>(() => {
    return {
      lang: catalogue.lang,
      t: translator(catalogue.lang, catalogue.texts),
      cases: caseWords(catalogue.casework),
      dates: dateWords(catalogue.lang),
      list: (items) => items.join(', '),
      setLang,
    };
  }, [catalogue, setLang]);
  return <WordsContext value={words}>{props.children}</WordsContext>;
}
