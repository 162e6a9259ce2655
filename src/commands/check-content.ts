import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAnswerKinds } from '../conversation/answers/index.ts';
import {
  compileFlows,
  compilePast,
  createTexts,
  type FlowFile,
  LANGS,
  type Lang,
  type Program,
  readFlow,
  type TextTree,
} from '../conversation/index.ts';
import { type Finding, findingOf, type LocaleFile, readLocale } from '../conversation/inspect/index.ts';
import { compileLexicons, listen } from '../conversation/listening/index.ts';
import { type LexiconSource, readLexicon } from '../conversation/listening/lexicon-file.ts';
import { parseYaml, type YamlFile } from '../platform/yaml-file.ts';
import { loadRuleBook, type RuleBook } from '../rules/index.ts';

/** Everything below `flows/` and `locales/` that could be read, and a finding for everything that could not. */
export interface ReadContent {
  readonly findings: readonly Finding[];
  /** How many files were read. */
  readonly read: number;
  readonly rules: readonly YamlFile[];
  /** Flows as they are written. */
  readonly written: readonly YamlFile[];
  readonly flows: readonly FlowFile[];
  readonly book: RuleBook | null;
  /** Null when flows or rules cannot be compiled. */
  readonly program: Program | null;
  readonly chats: ReadonlyMap<Lang, LocaleFile>;
  readonly others: readonly LocaleFile[];
  /** Ready sentences of staff; null for a language without. */
  readonly phrasebooks: ReadonlyMap<Lang, YamlFile | null>;
  readonly lexicons: readonly { readonly lang: Lang; readonly source: LexiconSource }[];
}

/** The flow that a conversation begins with; without it there is nothing to walk through. */
const FIRST = 'intake';

const LOCALE_FILES = ['page.json', 'messages.json'];

/**
 * Reads the content below `root` as `loadContent` does, but goes on after what is broken: a language that is being translated
 * at this moment must not hide what is wrong elsewhere. Throws nothing.
 */
export function readContentToCheck(root: string): ReadContent {
  const findings: Finding[] = [];
  let read = 0;
  const attempt = <T>(file: string, make: () => T): T | null => {
    try {
      return make();
    } catch (error) {
      findings.push(findingOf(error, file));
      return null;
    }
  };
  const names = (folder: string, ending: string): string[] =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith(ending))
          .sort()
      : [];
  const yaml = (path: string): YamlFile | null => {
    read += 1;
    return attempt(path, () => parseYaml(path, readFileSync(join(root, path), 'utf8')));
  };
  const all = (folder: string, ending: string): YamlFile[] => names(folder, ending).flatMap((name) => yaml(`${folder}/${name}`) ?? []);

  const rules = all('flows/rules', '.rules.yaml');
  const book = attempt('flows/rules', () => loadRuleBook(rules));
  const written = all('flows', '.flow.yaml');
  const flows = written.flatMap((file) => attempt(file.name, () => readFlow(file)) ?? []);
  const past = all('flows/past', '.flow.yaml').flatMap((file) => attempt(file.name, () => readFlow(file)) ?? []);
  const compiled = book === null ? null : attempt('flows', () => ({ ...compileFlows(flows, book), past: compilePast(past, flows, book) }));

  if (compiled && !compiled.flows.has(FIRST) && !findings.some(({ file }) => file === `flows/${FIRST}.flow.yaml`)) {
    findings.push(findingOf('the first flow is missing', `flows/${FIRST}.flow.yaml`));
  }
  /** All files together, or those alone that can be used. */
  const usable = <T>(
    files: readonly YamlFile[],
    compile: (files: readonly YamlFile[]) => T,
  ): { readonly files: readonly YamlFile[]; readonly made: T } => {
    try {
      return { files, made: compile(files) };
    } catch {
      const good = files.filter((file) => attempt(file.name, () => compile([file])) !== null);
      return { files: good, made: compile(good) };
    }
  };
  const { files: lexiconFiles, made: lexicons } = usable(all('flows/lexicon', '.yaml'), compileLexicons);
  const places = yaml('flows/places.yaml');
  const kinds =
    places && attempt(places.name, () => usable(all('flows/words', '.yaml'), (words) => makeAnswerKinds({ words, places })).made);

  const langs = LANGS.filter((lang) => names('locales', '').includes(lang));
  const locale = (lang: Lang, base: string): LocaleFile | null => {
    const file = existsSync(join(root, 'locales', lang, base)) ? yaml(`locales/${lang}/${base}`) : null;
    return file && readLocale(lang, file);
  };
  const trees = new Map<Lang, TextTree>();
  const chats = new Map<Lang, LocaleFile>();
  for (const lang of langs) {
    const path = `locales/${lang}/chat.json`;
    const tree = attempt(path, () => JSON.parse(readFileSync(join(root, path), 'utf8')) as TextTree);
    const chat = tree && locale(lang, 'chat.json');
    if (!tree || !chat) continue;
    trees.set(lang, tree);
    chats.set(lang, chat);
  }
  const program: Program | null =
    book && compiled?.flows.has(FIRST) && kinds
      ? {
          fingerprint: 'check',
          book,
          listen: (text, context) => listen(lexicons, text, context),
          kinds,
          first: FIRST,
          flows: compiled.flows,
          questions: compiled.questions,
          past: compiled.past,
          texts: createTexts(trees),
          contactBy: (assessment, safety, now) =>
            assessment.level === null
              ? null
              : book.deadlines({ level: assessment.level, at: now, safety, reasons: assessment.reasons.map((reason) => reason.id) })
                  .contactBy,
          langs: [...chats.keys()],
        }
      : null;
  return {
    findings,
    read,
    rules,
    written,
    flows,
    book,
    program,
    chats,
    others: langs.flatMap((lang) => LOCALE_FILES.flatMap((base) => locale(lang, base) ?? [])),
    phrasebooks: new Map(
      langs.map((lang) => {
        const path = `locales/${lang}/phrasebook.json`;
        return [lang, existsSync(join(root, path)) ? yaml(path) : null];
      }),
    ),
    lexicons: lexiconFiles.map((file) => readLexicon(file)),
  };
}
