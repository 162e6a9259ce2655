import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { theme } from '../ui/theme.ts';
import { createQueries, useMe } from './api/queries.ts';
import { type Catalogue, loadCatalogue } from './i18n/catalogue.ts';
import type { ConsoleLang } from './i18n/translate.ts';
import { WordsProvider } from './i18n/words.tsx';
import { router } from './routes.tsx';
import { CrashNet } from './shell/crash.tsx';
import { COLOUR_SCHEME, storedLang, storeLang } from './shell/preferences.ts';
import { styleNonce } from './shell/style-nonce.ts';
import { Toasts } from './shell/toasts.tsx';

const queries = createQueries();
const colourScheme = localStorageColorSchemeManager({ key: COLOUR_SCHEME });

/** The staff console with everything around its pages. */
export function Console(props: { readonly first: Catalogue }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colourScheme} getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <Speaking first={props.first} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Holds the language: the one chosen on this computer, else the person's own, else Korean. */
function Speaking({ first }: { readonly first: Catalogue }) {
  const [catalogue, setCatalogue] = useState(first);
  const wished = useMe().data?.locale;

  const speak = useCallback(async (lang: ConsoleLang): Promise<void> => {
    setCatalogue(await loadCatalogue(lang));
  }, []);

  useEffect(() => {
    if (wished && storedLang() === null) void speak(wished);
  }, [wished, speak]);

  useEffect(() => {
    document.documentElement.lang = catalogue.lang;
  }, [catalogue]);

  const choose = useCallback(
    (lang: ConsoleLang) => {
      storeLang(lang);
      void speak(lang);
    },
    [speak],
  );

  return (
    <WordsProvider catalogue={catalogue} setLang={choose}>
      <CrashNet>
        <RouterProvider router={router} />
        <Toasts />
      </CrashNet>
    </WordsProvider>
  );
}
