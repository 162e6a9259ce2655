import './api/without-eval.ts';
import './styles.ts';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';
import { loadCatalogue } from './i18n/catalogue.ts';
import { storedLang } from './shell/preferences.ts';
import { shareStyleNonce } from './shell/style-nonce.ts';

shareStyleNonce();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
const catalogue = await loadCatalogue(storedLang() ?? 'ko');
createRoot(root).render(<Console first={catalogue} />);
