import { type Program, renderQuestion, type Session, step } from '../../src/conversation/index.ts';

export interface Asked {
  readonly question: string;
  readonly text: string;
  readonly answer: string;
}

export const NOW = '2026-11-10T10:00:00+09:00';

/** What a pregnant woman types, by question id: the intake (14), the benefits (3), her data (1) and a summary, as people write. */
const ANSWERS: Readonly<Record<string, string>> = {
  danger_now: 'No',
  consent_basic: 'yes',
  who: 'I am pregnant',
  due_date: '15 March 2027',
  area: 'Mansu 3-dong, Namdong-gu',
  age_band: '27',
  household: 'With my partner',
  needs: '1, 6',
  consent_sensitive: 'ok',
  body_signs: 'None',
  heart_home: 'None',
  prenatal: 'Yes',
  consent_share: 'yes',
  contact: '010-1234-5678',
  summary: 'yes',
  benefits_check: 'yes',
  b_money: '2',
  b_insurance: 'Health insurance',
  v_offer: 'yes',
};

/** Walks the real flows once and writes down every question with its words and the answer that was typed. */
export function twentyQuestions(program: Program): readonly Asked[] {
  const asked: Asked[] = [];
  let session: Session = step(program, null, { kind: 'start', code: 'FS-2A3B4', lang: 'en' }, NOW).session;
  for (let i = 0; i < 40; i += 1) {
    const question = renderQuestion(program, session, NOW);
    if (!question) break;
    const answer = ANSWERS[question.id] ?? 'skip';
    asked.push({ question: question.id, text: question.text, answer });
    session = step(program, session, { kind: 'text', text: answer, removed: [], stale: false }, NOW).session;
  }
  return asked;
}
