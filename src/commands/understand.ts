import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { admit, initialSession, LANGS, type Program, type Session, step } from '../conversation/index.ts';
import type { AnswerValue, PlaceValue } from '../conversation/types.ts';

/** One thing that a person types at one question. */
const Line = z.looseObject({
  id: z.string(),
  locale: z.enum(LANGS),
  now: z.iso.datetime({ offset: true }),
  /** Id of the pending question, or `free` without one. */
  question: z.string(),
  text: z.string(),
});
export type UtteranceLine = z.infer<typeof Line>;

/** How it was understood: at most one of `value`, `problem`, `command`. */
export interface Understood {
  readonly id: string;
  readonly value?: unknown;
  readonly precision?: string;
  readonly problem?: string;
  readonly command?: string;
  readonly safety: readonly string[];
  readonly redacted?: string;
}

/** S-rules that hang on facts which a single line does not hold: they do not count here. */
const NEED_MORE_FACTS: readonly string[] = ['S04', 'S06', 'S07'];

/** A contact is written as the vectors write it; everything else is its normal form. */
function plainValue(value: AnswerValue): unknown {
  return typeof value === 'object' && value !== null && 'area' in value ? { ...(value satisfies PlaceValue) } : value;
}

/** Understands one line by the very step that serves the chat: the question is asked for the first time, nothing else is known. */
export function understandLine(program: Program, line: UtteranceLine): Understood {
  const { id, locale, now, question } = line;
  const { text, removed } = admit(line.text);
  const pending = question === 'free' ? null : question;
  const session: Session = {
    ...initialSession,
    code: 'FS-2A3B4',
    lang: locale,
    flow: program.first,
    flowVersion: program.flows.get(program.first)?.version ?? '',
    pending,
  };
  const { events } = step(program, session, { kind: 'text', text, removed, stale: false }, now);
  const words = program.listen(text, { lang: locale, question: pending, stage: null, facts: {} });

  const fired = events.flatMap((event) => (event.type === 'safety_fired' ? event.rules : []));
  const said = {
    id,
    safety: [...new Set([...words.safety, ...fired])].filter((rule) => !NEED_MORE_FACTS.includes(rule)).sort(),
    ...(removed.length > 0 ? { redacted: text } : {}),
  };
  const command = events.find((event) => event.type === 'command_received');
  if (command) return { ...said, command: command.command };
  const given = events.find((event) => event.type === 'answer_given' && event.question === pending);
  if (given?.type === 'answer_given') {
    return { ...said, value: plainValue(given.value), ...(given.precision ? { precision: given.precision } : {}) };
  }
  const problem = events.find((event) => event.type === 'answer_not_understood');
  return problem ? { ...said, problem: problem.problem } : said;
}

/**
 * Understands every line of a file and prints one JSON object a line.
 *
 * @returns the exit code: 1 when the file or a line of it cannot be read.
 */
export function understand(program: Program, file: string, print: (line: string) => void): number {
  let code = 0;
  for (const [i, raw] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (raw.trim() === '') continue;
    try {
      print(JSON.stringify(understandLine(program, Line.parse(JSON.parse(raw)))));
    } catch (error) {
      process.stderr.write(`${file}:${i + 1}: ${error instanceof Error ? error.message : String(error)}\n`);
      code = 1;
    }
  }
  return code;
}
