import type { Facts } from '../rules/types.ts';
import type { Draft } from './draft.ts';
import type { CompiledQuestion } from './program.ts';

/** Text key of a question, in the wording for the person who is asked. */
export function questionKey(question: CompiledQuestion | null, id: string, facts: Facts, part: 'text' | 'why' | 'help' = 'text'): string {
  const variant = part === 'text' ? question?.variants.find((candidate) => candidate.when.test(facts)) : undefined;
  return variant ? `q.${id}.${variant.id}.${part}` : `q.${id}.${part}`;
}

/** Questions whose answers the summary shows: never the secret ones (rules: do not echo secret words back). */
export function summaryQuestions(draft: Draft): readonly CompiledQuestion[] {
  return draft.session.asked
    .map((id) => draft.question(id))
    .filter((question): question is CompiledQuestion => question !== null && draft.session.answers[question.id] !== undefined)
    .filter((question) => question.sensitivity !== 'secret' && question.type !== 'consent');
}

/** An answer as a parameter: codes joined by commas, dates as ISO, places as `area/district/dong`, a number to call or the way of contact, "" when unknown. */
export function plainAnswer(answer: { readonly value: unknown; readonly precision?: string }): string {
  const { value } = answer;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'object' && 'way' in value) {
    const contact = value as { way: string; value?: string | null };
    return contact.value ?? contact.way;
  }
  if (typeof value === 'object') {
    const place = value as { area?: string; district?: string | null; dong?: string | null };
    return [place.area ?? '', place.district ?? '', place.dong ?? ''].join('/');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
