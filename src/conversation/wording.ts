import type { Facts } from '../rules/types.ts';
import type { Draft } from './draft.ts';
import type { CompiledQuestion } from './program.ts';

/** The wording for the person who is asked: the first whose guard holds. Facts are asked for only where there are several. */
export function variantOf(question: CompiledQuestion | null, of: { readonly facts: Facts }): { readonly id: string } | undefined {
  for (const variant of question?.variants ?? NONE) if (variant.when.test(of.facts)) return variant;
  return undefined;
}

const NONE: CompiledQuestion['variants'] = [];

/** Text key of a question, in that wording. */
export function questionKey(
  question: CompiledQuestion | null,
  id: string,
  of: { readonly facts: Facts },
  part: 'text' | 'why' | 'help' = 'text',
): string {
  const variant = part === 'text' ? variantOf(question, of) : undefined;
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
