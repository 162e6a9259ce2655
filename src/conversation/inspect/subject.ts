import type { CompiledFlow, FlowFile, Program } from '../program.ts';
import type { Lang } from '../types.ts';
import type { Place } from './finding.ts';
import type { LocaleFile } from './locale.ts';
import type { KnownTexts } from './known-texts.ts';
import type { Walk } from './walk.ts';

/** What is inspected: the compiled program, the files it came from, and what walking through it showed. */
export interface Subject {
  readonly program: Program;
  readonly flows: readonly FlowFile[];
  /** `chat.json` of every language that could be read. */
  readonly chats: ReadonlyMap<Lang, LocaleFile>;
  /** `page.json` and `messages.json` of every language that could be read. */
  readonly others: readonly LocaleFile[];
  readonly known: KnownTexts;
  readonly walk: Walk;
}

/** Languages that all others are held against. */
export const SOURCE_LANG: Lang = 'en';

/** Where a flow, or something inside it, is written. */
export function placeInFlow(flows: readonly FlowFile[], flow: string, path: readonly (string | number)[] = ['id']): Place {
  const file = flows.find((one) => one.source.id === flow);
  return file ? { file: file.file, line: file.lineOf(path) } : { file: `flows/${flow}.flow.yaml`, line: 1 };
}

/** The flow that defines a question. */
export const flowOf = (flows: readonly FlowFile[], question: string): string | undefined =>
  flows.find((file) => Object.hasOwn(file.source.questions, question))?.source.id;

export function placeOfQuestion(flows: readonly FlowFile[], question: string, path: readonly (string | number)[] = []): Place {
  const flow = flowOf(flows, question);
  return flow === undefined ? { file: flows[0]?.file ?? 'flows', line: 1 } : placeInFlow(flows, flow, ['questions', question, ...path]);
}

/** The lists of a compiled flow in which a row can stand behind another, by the names they have in the file. */
export const rowsOf = (flow: CompiledFlow): readonly (readonly ['paths' | 'says' | 'ends' | 'next', number])[] => [
  ['paths', flow.paths.length],
  ['says', flow.says.length],
  ['ends', flow.ends.length],
  ['next', flow.next.length],
];
