import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import { makeAnswerKinds } from '../../../src/conversation/answers/index.ts';
import type { AnswerContext, OptionView, Parsed } from '../../../src/conversation/answers/kind.ts';
import { admit } from '../../../src/conversation/redact.ts';
import { type AnswerType, LANGS, type Lang, type PlainDate } from '../../../src/conversation/types.ts';
import type { ContentFile } from '../../../src/rules/content-file.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** A file below the project, as the pure core takes it. */
export function contentFile(name: string, text = readFileSync(join(ROOT, name), 'utf8')): ContentFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  return {
    name,
    value: document.toJS() as unknown,
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
        if (node?.range) return counter.linePos(node.range[0] ?? 0).line;
      }
      return 1;
    },
  };
}

export const wordFiles: readonly ContentFile[] = readdirSync(join(ROOT, 'flows/words')).map((name) => contentFile(`flows/words/${name}`));
export const kinds = makeAnswerKinds({ words: wordFiles, places: contentFile('flows/places.yaml') });

interface Question {
  readonly type: AnswerType;
  readonly options?: readonly (string | { readonly code: string })[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: 'weeks' | 'krw';
}

/** Questions of all flows, and those that later flows will ask. */
export const questions: Readonly<Record<string, Question>> = {
  ...Object.assign(
    {},
    ...readdirSync(join(ROOT, 'flows'))
      .filter((name) => name.endsWith('.flow.yaml'))
      .map((name) => (contentFile(`flows/${name}`).value as { questions?: Record<string, Question> }).questions),
  ),
  fund_amount: { type: 'number', unit: 'krw' },
  v_note: { type: 'text' },
  v_slot: { type: 'slot' },
};

const SLOTS: readonly OptionView[] = [
  { code: 'slot-1', labels: ['Tue 1 Dec 10:00'] },
  { code: 'slot-2', labels: ['Tue 1 Dec 14:00'] },
  { code: 'slot-3', labels: ['Wed 2 Dec 10:00'] },
];

interface Labels {
  readonly consent?: Record<string, string>;
  readonly q?: Record<string, { readonly options?: Record<string, string> }>;
}

const labels: ReadonlyMap<Lang, Labels> = new Map(
  LANGS.filter((lang) => existsSync(join(ROOT, `locales/${lang}/chat.json`))).map((lang) => [
    lang,
    JSON.parse(readFileSync(join(ROOT, `locales/${lang}/chat.json`), 'utf8')) as Labels,
  ]),
);

/** Languages whose labels exist. */
export const labelled: readonly Lang[] = [...labels.keys()];

export function codesOf(question: Question): readonly string[] {
  if (question.type === 'consent') return ['yes', 'no'];
  return (question.options ?? []).map((option) => (typeof option === 'string' ? option : option.code));
}

export function labelOf(lang: Lang, id: string, question: Question, code: string): string | undefined {
  const texts = labels.get(lang);
  return question.type === 'consent' ? texts?.consent?.[code] : texts?.q?.[id]?.options?.[code];
}

export function contextOf(id: string, lang: Lang, today: PlainDate, removed: AnswerContext['removed'] = []): AnswerContext {
  const question = questions[id];
  if (!question) throw new Error(`no question ${id}`);
  const order = [lang, ...LANGS.filter((other) => other !== lang)];
  const options = codesOf(question).map((code) => ({
    code,
    labels: order.map((other) => labelOf(other, id, question, code)).filter((label) => label !== undefined),
  }));
  const { min, max, unit } = question;
  return {
    question: id,
    lang,
    today,
    removed,
    options: question.type === 'slot' ? SLOTS : options,
    tries: 0,
    limits: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }), ...(unit ? { unit } : {}) },
  };
}

/** What a person typed, through the same door and kind as in a chat. */
export function understand(id: string, lang: Lang, today: PlainDate, typed: string): Parsed {
  const { text, removed } = admit(typed);
  const question = questions[id];
  if (!question) throw new Error(`no question ${id}`);
  return kinds[question.type].parse(text, contextOf(id, lang, today, removed));
}

export interface Vector {
  readonly question: string;
  readonly today: PlainDate;
  readonly text: string;
  readonly value?: unknown;
  readonly precision?: string;
  readonly problem?: string;
}
export type Vectors = Readonly<Partial<Record<Lang, readonly Vector[]>>>;

export function readVectors(name: string): Vectors {
  return JSON.parse(readFileSync(join(ROOT, `test/conversation/answers/${name}.vectors.json`), 'utf8')) as Vectors;
}

/** Whether the answer is what the vector says; keys of a place that the vector leaves out are not compared. */
export function agrees(parsed: Parsed, vector: Vector): boolean {
  if (!parsed.ok) return parsed.problem === vector.problem;
  if (vector.problem !== undefined || (vector.precision !== undefined && vector.precision !== parsed.precision)) return false;
  const { value } = vector;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(parsed.value) === JSON.stringify(value);
  return Object.entries(value).every(([key, part]) => (parsed.value as unknown as Record<string, unknown> | null)?.[key] === part);
}
