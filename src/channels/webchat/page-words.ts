import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChatLang } from '../../contract/chat.ts';
import { PageWords } from '../../web/chat/page.ts';
import type { PageLang } from './ports.ts';

/**
 * The words of the page, from `locales/<lang>/page.json` below `root`. A language without a file is left out: its page
 * speaks English. Throws when a file is not as it should be, or English is missing.
 */
export function loadPageWords(root: string): ReadonlyMap<PageLang, PageWords> {
  const words = new Map<PageLang, PageWords>();
  for (const lang of ChatLang.options) {
    const file = join(root, 'locales', lang, 'page.json');
    if (existsSync(file)) words.set(lang, PageWords.parse(JSON.parse(readFileSync(file, 'utf8'))));
  }
  if (!words.has('en')) throw new Error('locales/en/page.json is missing');
  return words;
}
