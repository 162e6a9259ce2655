import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeAnswerKinds } from './conversation/answers/index.ts';
import { compileFlows, compilePast, createTexts, LANGS, type Lang, type Program, readFlow, type TextTree } from './conversation/index.ts';
import { listenInEitherScript } from './conversation/listening/either-script.ts';
import { compileLexicons } from './conversation/listening/index.ts';
import { parseYaml, type YamlFile } from './platform/yaml-file.ts';
import { loadRuleBook } from './rules/index.ts';

/** Bumped when the engine decides differently for the same content: replay compares only turns of the same engine. */
const ENGINE_VERSION = '1';

/** Review state of a language; the page tells her when her language is a draft. */
const LocaleMeta = z.object({
  status: z.enum(['source', 'reviewed', 'draft']),
  reviewedBy: z.string().nullable(),
  note: z.string().optional(),
});
export type LocaleMeta = z.infer<typeof LocaleMeta>;

export interface Content {
  readonly program: Program;
  readonly locales: ReadonlyMap<Lang, LocaleMeta>;
}

/**
 * Reads and validates `flows/` and `locales/` below `root` and compiles them into one program.
 *
 * @throws FlowError, RuleError, YamlError and the lexicons' own errors, each naming file and line.
 */
export function loadContent(root: string): Content {
  const hash = createHash('sha256').update(ENGINE_VERSION);
  const read = (path: string): string => {
    const text = readFileSync(join(root, path), 'utf8');
    hash.update(path).update('\0').update(text).update('\0');
    return text;
  };
  const names = (folder: string, ending: string): string[] =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(ending))
      .sort();
  const yaml = (path: string): YamlFile => parseYaml(path, read(path));
  const all = (folder: string, ending: string): YamlFile[] => names(folder, ending).map((name) => yaml(`${folder}/${name}`));

  const book = loadRuleBook(all('flows/rules', '.rules.yaml'));
  const lexicons = compileLexicons(all('flows/lexicon', '.yaml'));
  const kinds = makeAnswerKinds({ words: all('flows/words', '.yaml'), places: yaml('flows/places.yaml') });
  const present = all('flows', '.flow.yaml').map(readFlow);
  const { flows, questions } = compileFlows(present, book);
  const past = existsSync(join(root, 'flows/past')) ? all('flows/past', '.flow.yaml').map(readFlow) : [];

  const langs = LANGS.filter((lang) => names('locales', '').includes(lang));
  const trees = new Map<Lang, TextTree>(langs.map((lang) => [lang, JSON.parse(read(`locales/${lang}/chat.json`)) as TextTree]));
  const locales = new Map(langs.map((lang) => [lang, LocaleMeta.parse(JSON.parse(read(`locales/${lang}/meta.json`)))]));

  return {
    program: {
      fingerprint: hash.digest('hex').slice(0, 16),
      book,
      listen: (text, context) => listenInEitherScript(lexicons, text, context),
      kinds,
      first: 'intake',
      flows,
      questions,
      past: compilePast(past, present, book),
      texts: createTexts(trees),
      contactBy: (assessment, safety, now) =>
        assessment.level === null
          ? null
          : book.deadlines({ level: assessment.level, at: now, safety, reasons: assessment.reasons.map((reason) => reason.id) }).contactBy,
      langs,
    },
    locales,
  };
}
