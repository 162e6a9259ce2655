import { listenInEitherScript } from '../../../src/conversation/listening/either-script.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { type Heard, type Lexicons, type ListenContext, compileLexicons } from '../../../src/conversation/listening/index.ts';
import { LexiconSource } from '../../../src/conversation/listening/lexicon-file.ts';
import type { Lang } from '../../../src/conversation/types.ts';
import { parseYaml } from '../../../src/platform/yaml-file.ts';

const FOLDER = new URL('../../../flows/lexicon/', import.meta.url);

const files = readdirSync(FOLDER)
  .sort()
  .map((name) => parseYaml(`flows/lexicon/${name}`, readFileSync(new URL(name, FOLDER), 'utf8')));

export const realLexicons: Lexicons = compileLexicons(files);

/** The real lexicons as data, by language. */
export const sources: ReadonlyMap<Lang, LexiconSource> = new Map(
  files.map((file) => [file.name.replace(/^.*\/|\.yaml$/g, '') as Lang, LexiconSource.parse(file.value)]),
);

/** Hears a text with the real lexicons; nothing is known and nothing is asked unless it is said. */
export function hear(text: string, context: Partial<ListenContext> = {}): Heard {
  return listenInEitherScript(realLexicons, text, { lang: null, question: null, stage: null, facts: {}, ...context });
}
