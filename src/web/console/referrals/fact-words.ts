import type { CaseRoom } from '../i18n/case-words.ts';
import type { Words } from '../i18n/words.tsx';
import { valueWords } from './answer-words.ts';

/** Facts whose codes have their words in a room of their own. */
const ROOMS: Readonly<Record<string, CaseRoom>> = {
  safety: 'safety',
  fired: 'triage',
  services: 'service',
  level: 'level',
  outcome: 'outcome',
  area: 'area',
  district: 'district',
  lang: 'language',
  language: 'language',
  flow: 'flow',
  due_precision: 'precision',
  birth_precision: 'precision',
};

/** A fact that a rule read, with its value in words: "임신 주수: 36주 2일". */
export function factWords(name: string, value: unknown, words: Words): { readonly name: string; readonly value: string } {
  const { t, cases, list } = words;
  const label = cases.known('fact', name) ?? cases.question(name);
  const room = ROOMS[name];
  if (value === null || value === undefined) return { name: label, value: t('answers.unknown') };
  if (name === 'ga_days' && typeof value === 'number') {
    return { name: label, value: t('answers.weeks_days', { weeks: Math.floor(value / 7), days: value % 7 }) };
  }
  if (name === 'answered' && Array.isArray(value)) return { name: label, value: list(value.map((id) => cases.question(String(id)))) };
  if (name === 'contact_way' && typeof value === 'string') return { name: label, value: cases.option('contact', value) };
  if (room && typeof value === 'string') return { name: label, value: cases.of(room, value) };
  if (room && Array.isArray(value))
    return { name: label, value: value.length === 0 ? t('answers.nothing') : list(value.map((code) => cases.of(room, String(code)))) };
  return { name: label, value: valueWords(name, value, words) };
}
