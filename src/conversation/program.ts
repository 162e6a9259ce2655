import type { ContentFile } from '../rules/content-file.ts';
import { didYouMean } from '../rules/spelling.ts';
import type { Assessment, Condition, RuleBook } from '../rules/types.ts';
import type { AnswerKind } from './answers/kind.ts';
import { type DeedName, FlowSource, type QuestionSource } from './flow.ts';
import type { Listen } from './listening/heard.ts';
import type { Texts } from './texts.ts';
import type { AnswerType, AnswerValue, Instant, Lang, SafetyId } from './types.ts';

export interface CompiledOption {
  readonly code: string;
  readonly when: Condition | null;
}

export interface CompiledQuestion {
  readonly id: string;
  readonly type: AnswerType;
  readonly sensitivity: 'normal' | 'sensitive' | 'secret';
  readonly options: readonly CompiledOption[];
  readonly unresolved: AnswerValue;
  readonly skipped: AnswerValue;
  readonly limits: { readonly min?: number; readonly max?: number; readonly unit?: 'weeks' | 'krw' };
  readonly variants: readonly { readonly id: string; readonly when: Condition }[];
  readonly version: string | null;
  readonly counted: boolean;
  readonly needs: { readonly action: string; readonly with: readonly string[] } | null;
}

export interface AskStep {
  readonly question: string;
  /** All must hold. */
  readonly when: readonly Condition[];
}

export interface CompiledPath {
  readonly id: string;
  readonly when: Condition | null;
  readonly ask: readonly AskStep[];
  readonly summary: boolean;
}

export interface CompiledSay {
  readonly key: string;
  readonly when: Condition;
  readonly numbers: 'helplines' | readonly string[];
  /** Her own answers are listed under it. */
  readonly lists: 'answers' | 'all_answers' | null;
}

export interface CompiledFlow {
  readonly id: string;
  readonly version: string;
  readonly migrates: FlowSource['migrates'];
  readonly promise: { readonly questions: number; readonly danger: number | null } | null;
  readonly opens: readonly string[];
  readonly paths: readonly CompiledPath[];
  readonly says: readonly CompiledSay[];
  readonly safety: Readonly<Record<string, string>>;
  readonly ends: readonly CompiledSay[];
  /** Its questions are open again whenever it begins. */
  readonly repeats: boolean;
  /** Questions that this file defines, and others that it asks again. */
  readonly own: readonly string[];
  readonly then: readonly { readonly does: DeedName; readonly when: Condition }[];
  readonly refers: 'submit' | 'revise' | 'never';
  readonly next: readonly { readonly flow: string; readonly when: Condition }[];
}

/** An earlier version of a flow, with the questions as they were asked in it. */
export interface PastFlow {
  readonly flow: CompiledFlow;
  readonly questions: ReadonlyMap<string, CompiledQuestion>;
}

/** Everything that `step` needs, compiled once from `flows/` and `locales/`. Pure data and pure functions. */
export interface Program {
  /** Changes with every change of engine, flows, rules or lexicons: stored with each turn. */
  readonly fingerprint: string;
  readonly book: RuleBook;
  readonly listen: Listen;
  readonly kinds: Readonly<Record<AnswerType, AnswerKind>>;
  /** Flow that a new conversation begins with. */
  readonly first: string;
  readonly flows: ReadonlyMap<string, CompiledFlow>;
  readonly questions: ReadonlyMap<string, CompiledQuestion>;
  /** Earlier versions that conversations still run on, by `<flow>@<version>`. */
  readonly past: ReadonlyMap<string, PastFlow>;
  readonly texts: Texts;
  /** When a human is promised by, for her last words; null where none is promised (rules.md §2.2). */
  contactBy(assessment: Assessment, safety: readonly SafetyId[], now: Instant): Instant | null;
  readonly langs: readonly Lang[];
}

/** A flow file that cannot be used; says where. */
export class FlowError extends Error {
  readonly file: string;

  constructor(file: string, message: string) {
    super(`${file}: ${message}`);
    this.name = 'FlowError';
    this.file = file;
  }
}

export interface FlowFile {
  readonly file: string;
  readonly source: FlowSource;
  /** Line of a value in the file, by its path, for messages. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Holds one parsed file of `flows/` against the form of a flow. Throws `FlowError` naming file and line. */
export function readFlow(file: ContentFile): FlowFile {
  const parsed = FlowSource.safeParse(file.value);
  if (parsed.success) return { file: file.name, source: parsed.data, lineOf: (path) => file.lineOf(path) };
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
  throw new FlowError(`${file.name}:${file.lineOf(path)}`, `${path.join('.')}: ${issue?.message ?? 'invalid'}`);
}

/** Questions that the engine itself asks. */
export const ENGINE_QUESTIONS = ['lang', 'summary'] as const;

function compileQuestion(
  id: string,
  source: QuestionSource,
  guard: (text: string, path: (string | number)[]) => Condition,
): CompiledQuestion {
  const contact = (value: QuestionSource['unresolved']): AnswerValue =>
    value === undefined ? null : typeof value === 'string' ? value : { way: value.way, value: null };
  return {
    id,
    type: source.type,
    sensitivity: source.class,
    options: (source.options ?? []).map((option, i) =>
      typeof option === 'string'
        ? { code: option, when: null }
        : { code: option.code, when: guard(option.when, ['questions', id, 'options', i, 'when']) },
    ),
    unresolved: contact(source.unresolved),
    skipped: contact(source.skipped),
    limits: {
      ...(source.min === undefined ? {} : { min: source.min }),
      ...(source.max === undefined ? {} : { max: source.max }),
      ...(source.unit === undefined ? {} : { unit: source.unit }),
    },
    variants: (source.variants ?? []).map((variant, i) => ({
      id: variant.id,
      when: guard(variant.when, ['questions', id, 'variants', i, 'when']),
    })),
    version: source.version ?? null,
    counted: !(source.uncounted ?? false),
    needs: source.needs ?? null,
  };
}

/**
 * Compiles flows against the rules and checks that everything they name exists.
 *
 * @throws FlowError naming the file and the line.
 */
export function compileFlows(
  files: readonly FlowFile[],
  book: RuleBook,
): { flows: ReadonlyMap<string, CompiledFlow>; questions: ReadonlyMap<string, CompiledQuestion> } {
  const questions = new Map<string, CompiledQuestion>();
  const byId = new Map(files.map((file) => [file.source.id, file]));
  for (const file of files) {
    for (const [id, source] of Object.entries(file.source.questions)) {
      if (questions.has(id)) throw new FlowError(`${file.file}:${file.lineOf(['questions', id])}`, `question "${id}" is defined twice`);
      questions.set(
        id,
        compileQuestion(id, source, (text, path) =>
          book.condition(text, {
            file: file.file,
            get line() {
              return file.lineOf(path);
            },
          }),
        ),
      );
    }
  }
  const flows = new Map<string, CompiledFlow>();
  for (const file of files) flows.set(file.source.id, compileFlow(file, byId, questions, book));
  for (const file of files) {
    file.source.next.forEach((row, i) => {
      if (!flows.has(row.flow)) throw new FlowError(`${file.file}:${file.lineOf(['next', i])}`, `flow "${row.flow}" does not exist`);
    });
  }
  return { flows, questions };
}

/**
 * Compiles earlier versions, each in the midst of the present flows: a conversation that began with one ends on it.
 *
 * @throws FlowError as above, and for a version that is still the present one.
 */
export function compilePast(past: readonly FlowFile[], present: readonly FlowFile[], book: RuleBook): ReadonlyMap<string, PastFlow> {
  const compiled = new Map<string, PastFlow>();
  for (const file of past) {
    const { id, version } = file.source;
    const now = present.find((one) => one.source.id === id);
    if (now?.source.version === version)
      throw new FlowError(`${file.file}:${file.lineOf(['version'])}`, `version "${version}" of "${id}" is the present one`);
    const { flows, questions } = compileFlows([...present.filter((one) => one.source.id !== id), file], book);
    const flow = flows.get(id);
    if (flow) compiled.set(`${id}@${version}`, { flow, questions });
  }
  return compiled;
}

function compileFlow(
  file: FlowFile,
  byId: ReadonlyMap<string, FlowFile>,
  questions: ReadonlyMap<string, CompiledQuestion>,
  book: RuleBook,
): CompiledFlow {
  const guardIn =
    (from: FlowFile) =>
    (text: string, path: (string | number)[]): Condition =>
      book.condition(text, {
        file: from.file,
        get line() {
          return from.lineOf(path);
        },
      });
  const guard = guardIn(file);

  const steps = (from: FlowFile, pathIndex: number, outer: readonly Condition[], seen: readonly string[]): AskStep[] => {
    const path = from.source.paths[pathIndex];
    if (!path) return [];
    return path.ask.flatMap((item, i): AskStep[] => {
      const at = ['paths', pathIndex, 'ask', i];
      const where = (): string => `${from.file}:${from.lineOf(at)}`;
      if (typeof item !== 'string' && 'do' in item) {
        const sub = byId.get(item.do);
        if (!sub) throw new FlowError(where(), `flow "${item.do}" does not exist`);
        if (seen.includes(item.do)) throw new FlowError(where(), `flow "${item.do}" contains itself`);
        const inner = item.when ? [...outer, guardIn(from)(item.when, [...at, 'when'])] : outer;
        return steps(sub, 0, inner, [...seen, item.do]);
      }
      const id = typeof item === 'string' ? item : item.id;
      if (!questions.has(id)) throw new FlowError(where(), `unknown question "${id}"${didYouMean(id, questions.keys())}`);
      const when = typeof item === 'string' ? outer : [...outer, guardIn(from)(item.when, [...at, 'when'])];
      return [{ question: id, when }];
    });
  };

  const says = (list: 'says' | 'ends'): CompiledSay[] =>
    file.source[list].map((row, i) => ({
      key: row.key,
      when: guard(row.when, [list, i, 'when']),
      numbers: row.numbers ?? [],
      lists: row.lists ?? null,
    }));

  return {
    id: file.source.id,
    version: file.source.version,
    migrates: file.source.migrates,
    promise: file.source.promise ? { questions: file.source.promise.questions, danger: file.source.promise.danger ?? null } : null,
    opens: file.source.opens,
    paths: file.source.paths.map((path, i) => ({
      id: path.id,
      when: path.when ? guard(path.when, ['paths', i, 'when']) : null,
      ask: steps(file, i, [], [file.source.id]),
      summary: path.summary ?? false,
    })),
    says: says('says'),
    safety: file.source.safety,
    ends: says('ends'),
    repeats: file.source.repeats,
    own: [...Object.keys(file.source.questions), ...file.source.again],
    then: file.source.then.map((row, i) => ({ does: row.do, when: guard(row.when, ['then', i, 'when']) })),
    refers: file.source.refers,
    next: file.source.next.map((row, i) => ({ flow: row.flow, when: guard(row.when, ['next', i, 'when']) })),
  };
}
