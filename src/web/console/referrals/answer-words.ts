import type { ReferralDetail } from '../../../contract/referrals.ts';
import type { Words } from '../i18n/words.tsx';
import { babyAge, pregnancyAge } from './ages.ts';

type Answer = ReferralDetail['answers'][number];

const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** +821012345678 → 010-1234-5678. Numbers of other countries stay as they are. */
export function phoneWords(number: string): string {
  const local = /^\+82(2|[1-7]\d)(\d{3,4})(\d{4})$/.exec(number);
  if (!local) return number;
  const [, area = '', middle = '', last = ''] = local;
  return `0${area}-${middle}-${last}`;
}

function placeWords(value: Readonly<Record<string, unknown>>, { cases }: Words): string {
  return cases.place(textOf(value['area']), textOf(value['district']), textOf(value['dong']));
}

function contactWords(value: Readonly<Record<string, unknown>>, { cases }: Words): string {
  const number = textOf(value['value']);
  return number ? phoneWords(number) : cases.option('contact', textOf(value['way']) ?? 'none');
}

/** What a date means today: weeks of pregnancy, or the baby's age. */
export function dateMeaning(question: string, day: string, today: string, { t }: Pick<Words, 't'>): string | null {
  if (question === 'due_date') {
    const age = pregnancyAge(day, today);
    return age ? t('answers.pregnant', age) : null;
  }
  if (question === 'baby_birth') {
    const age = babyAge(day, today);
    return age ? t(`answers.baby_${age.unit}`, { count: age.amount }) : null;
  }
  return null;
}

/** A value in words: codes through the catalogue, days written out, phone numbers the way people write them. */
export function valueWords(question: string, value: unknown, words: Words): string {
  const { t, cases, dates, list } = words;
  if (value === null || value === undefined) return t('answers.unknown');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return t(question === 'birth_weeks' ? 'answers.weeks' : 'answers.number', { count: value });
  if (Array.isArray(value)) {
    return value.length === 0 ? t('answers.nothing') : list(value.map((code) => cases.option(question, String(code))));
  }
  if (typeof value === 'string') return DAY_FORM.test(value) ? dates.date(value) : cases.option(question, value);
  if (!isRecord(value)) return t('answers.unknown');
  if ('area' in value) return placeWords(value, words);
  if ('way' in value) return contactWords(value, words);
  return t('answers.unknown');
}

export interface AnswerWords {
  readonly text: string;
  /** Said beside the answer in smaller words. */
  readonly more: string | null;
  /** True when there is no answer to read: hidden, skipped or not known. */
  readonly absent: boolean;
}

/** An answer as staff read it. `today` is the Seoul day on which ages are counted. */
export function answerWords(answer: Answer, today: string, words: Words): AnswerWords {
  const { t, cases } = words;
  if (answer.masked) return { text: t('answers.masked'), more: null, absent: true };
  if (answer.skipped) return { text: t('answers.skipped'), more: null, absent: true };
  if (answer.value === null) return { text: t('answers.unknown'), more: null, absent: true };
  const meaning =
    typeof answer.value === 'string' && DAY_FORM.test(answer.value) ? dateMeaning(answer.question, answer.value, today, words) : null;
  const exactness = answer.precision && answer.precision !== 'day' ? cases.of('precision', answer.precision) : null;
  return {
    text: valueWords(answer.question, answer.value, words),
    more: [meaning, exactness].filter((part) => part !== null).join(', ') || null,
    absent: false,
  };
}
