import type { RuleBook } from '../../rules/types.ts';
import { FACTS } from '../../rules/fact-table.ts';
import type { FlowFile } from '../program.ts';
import type { AnswerType } from '../types.ts';
import { AREAS, ENGINE_NUMBERS, ENGINE_TEXTS, NOTICES, PROBLEMS, VISIT_PLACES } from './engine-texts.ts';
import type { Place } from './finding.ts';

/** Every text that flows, rules and engine can say. */
export interface KnownTexts {
  /** Must exist in each language; with the place that asks for it. */
  readonly required: ReadonlyMap<string, Place>;
  /** May exist; where the source language has it, every language must. */
  readonly optional: ReadonlySet<string>;
  /** May exist in one language alone: short labels for narrow buttons. */
  readonly short: ReadonlySet<string>;
  /** Said when somebody may be in danger: read in a second, so short. */
  readonly safety: ReadonlySet<string>;
}

/** Plural forms of a text stand beside it: `weeks_one`, `weeks_other` (i18next). */
const PLURAL = /_(?:zero|one|two|few|many|other)$/u;

/** The key that is asked for when this one is a plural form of it, else the key itself. */
export function askedKey(key: string, known: KnownTexts): string {
  const base = key.replace(PLURAL, '');
  return !known.required.has(key) && known.required.has(base) ? base : key;
}

export function knownTexts(flows: readonly FlowFile[], book: RuleBook): KnownTexts {
  const required = new Map<string, Place>();
  const optional = new Set<string>();
  const short = new Set<string>();
  const safety = new Set<string>();
  const engine: Place = { file: flows[0]?.file ?? 'flows', line: 1 };
  const need = (key: string, place: Place): void => {
    if (!required.has(key)) required.set(key, place);
  };
  const types = new Set<AnswerType>();

  for (const file of flows) {
    const at = (...path: (string | number)[]): Place => ({ file: file.file, line: file.lineOf(path) });
    const { source } = file;
    for (const [id, question] of Object.entries(source.questions)) {
      types.add(question.type);
      for (const part of ['text', 'name', 'why']) need(`q.${id}.${part}`, at('questions', id));
      optional.add(`q.${id}.help`);
      const codes = (question.options ?? []).map((option) => (typeof option === 'string' ? option : option.code));
      if (question.type === 'contact') codes.push('chat_only');
      for (const code of codes) {
        need(`q.${id}.options.${code}`, at('questions', id, 'options'));
        short.add(`q.${id}.short.${code}`);
      }
      for (const variant of question.variants ?? []) {
        need(`q.${id}.${variant.id}.text`, at('questions', id, 'variants'));
        for (const code of codes) {
          optional.add(`q.${id}.${variant.id}.options.${code}`);
          short.add(`q.${id}.${variant.id}.short.${code}`);
        }
      }
    }
    source.opens.forEach((key, i) => need(key, at('opens', i)));
    for (const list of ['says', 'ends'] as const) {
      source[list].forEach((row, i) => {
        need(row.key, at(list, i));
        for (const number of row.numbers === 'helplines' ? [] : (row.numbers ?? [])) need(`helpline.${number}`, at(list, i));
      });
    }
    for (const [id, key] of Object.entries(source.safety)) {
      need(key, at('safety', id));
      safety.add(key);
    }
  }

  for (const key of ENGINE_TEXTS) need(key, engine);
  for (const type of types) {
    need(`reask.${type}`, engine);
    for (const problem of PROBLEMS[type]) optional.add(`problem.${problem.replace(':', '_')}`);
  }
  for (const notice of Object.keys(NOTICES)) {
    need(`notice.${notice}`, engine);
    need(`notice.${notice}_quiet`, engine);
  }
  for (const place of VISIT_PLACES) need(`place.${place}`, engine);
  for (const area of AREAS) need(`area.${area}`, engine);
  for (const district of FACTS['district']?.codes ?? []) need(`district.${district}`, engine);
  for (const benefit of Object.keys(book.benefits())) need(`benefit.${benefit}`, { file: 'flows/rules/benefits.rules.yaml', line: 1 });
  for (const { number } of book.numbers) need(`helpline.${number}`, { file: 'flows/rules/helplines.rules.yaml', line: 1 });
  for (const number of ENGINE_NUMBERS) need(`helpline.${number}`, engine);
  return { required, optional, short, safety };
}
