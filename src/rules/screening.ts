import type { AnswerLike } from './facts.ts';
import type { FactValue } from './types.ts';

/** Answers of the mood screening are the codes "0" to "3" (intake.md §7). */
function score(answer: AnswerLike | undefined): number | null {
  const value = answer?.value;
  return (typeof value === 'string' && /^[0-3]$/.test(value)) || typeof value === 'number' ? Number(value) : null;
}

/** Sum of what was answered; null before all of `needed` are there. */
function sum(answers: Readonly<Record<string, AnswerLike>>, ids: readonly string[], needed: number): number | null {
  let answered = 0;
  let total = 0;
  for (const id of ids) {
    const value = score(answers[id]);
    if (value === null) continue;
    answered += 1;
    total += value;
  }
  return answered < needed ? null : total;
}

const PHQ2 = ['phq2_1', 'phq2_2'];
const GAD2 = ['gad2_1', 'gad2_2'];
const PHQ9 = [...PHQ2, 'phq9_3', 'phq9_4', 'phq9_5', 'phq9_6', 'phq9_7', 'phq9_8', 'phq9_9'];

/** Scores of the mood screening. Never shown to a family; a thought of dying or self-harm counts whatever the total (S02). */
export function addScreeningFacts(facts: Record<string, FactValue>, answers: Readonly<Record<string, AnswerLike>>): void {
  const self = score(answers['phq9_9']);
  facts['phq2'] = sum(answers, PHQ2, 2);
  facts['gad2'] = sum(answers, GAD2, 2);
  facts['phq9'] = sum(answers, PHQ9, 2);
  facts['phq9_9'] = self;
  facts['phq9_9_told'] = self !== null && self > 0;
}

/** Ages of the tips (intake.md §8): first completed month of each band, by corrected age. */
const BANDS: readonly (readonly [number, string])[] = [
  [18, 'm18_23'],
  [12, 'm12_17'],
  [9, 'm9_11'],
  [6, 'm6_8'],
  [4, 'm4_5'],
  [1, 'm1_3'],
  [0, 'm0_1'],
];

/** Which tip fits: by week of pregnancy, or by corrected age of the baby; null outside 12 weeks to 24 months. */
export function tipBand(facts: Readonly<Record<string, FactValue | undefined>>): string | null {
  const { baby_in: babyIn, baby_age_months: age, baby_corrected_months: corrected, ga_weeks: weeks, preg } = facts;
  if (babyIn === true && typeof age === 'number') {
    const months = typeof corrected === 'number' ? corrected : age;
    return BANDS.find(([from]) => months >= from)?.[1] ?? null;
  }
  if (preg !== true || typeof weeks !== 'number' || weeks < 12) return null;
  return weeks < 28 ? 'pregnant_12_27w' : 'pregnant_28w';
}
