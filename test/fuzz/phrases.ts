import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Program } from '../../src/conversation/index.ts';

/** Every string below a value. */
function stringsIn(value: unknown, into: string[]): string[] {
  if (typeof value === 'string') into.push(value);
  else if (Array.isArray(value)) for (const item of value) stringsIn(item, into);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) stringsIn(item, into);
  return into;
}

/** What people of our languages write, as far as the content knows it: labels, and the words of lexicons and word lists. */
export function phrasesOf(root: string, program: Program): readonly string[] {
  const phrases: string[] = [];
  for (const lang of program.langs) {
    for (const key of program.texts.keys(lang)) if (key.includes('.options.')) phrases.push(program.texts.say(lang, key));
  }
  for (const folder of ['flows/lexicon', 'flows/words']) {
    for (const name of readdirSync(join(root, folder))) stringsIn(parse(readFileSync(join(root, folder, name), 'utf8')), phrases);
  }
  stringsIn(parse(readFileSync(join(root, 'flows/places.yaml'), 'utf8')), phrases);
  return [...new Set(phrases)].filter((phrase) => phrase.length > 0 && phrase.length < 200);
}
