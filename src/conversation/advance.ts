import { type Draft, factsOf, foundSomething } from './draft.ts';
import { endFlow } from './ending.ts';
import type { Condition, Facts } from '../rules/types.ts';
import type { CompiledPath } from './program.ts';
import { plainAnswer, questionKey, summaryQuestions } from './wording.ts';

/**
 * Goes on: says what follows from the answers so far, drops answers that no longer belong to the path, and asks the
 * first unanswered question whose guard holds, or ends the flow.
 */
export function advance(draft: Draft): void {
  if (draft.session.lang === null) {
    repeatQuestion(draft);
    return;
  }
  if (draft.dangerAgain) askDangerAgain(draft);
  let next: string | null = null;
  do {
    dropUnasked(draft);
    sayWhatFollows(draft);
    next = nextQuestion(draft);
    if (draft.wanted) return;
  } while (next === null && endFlow(draft));
  if (next === null) return;
  if (draft.session.pending !== next) {
    draft.emit({ type: 'question_asked', question: next, counted: draft.question(next)?.counted ?? false });
  }
  sayQuestion(draft);
}

/** After a day away danger is asked again first; a yes stands and is never asked away. */
function askDangerAgain(draft: Draft): void {
  draft.dangerAgain = false;
  const danger = draft.session.answers['danger_now'];
  if (draft.session.end !== null || danger === undefined || danger.value === 'yes') return;
  draft.emit({ type: 'answers_reopened', questions: ['danger_now'] });
}

/**
 * Says the pending question once more; before a language is chosen that is the choice of language. Where none is pending but
 * one is due (she came back with "why?"), it is asked.
 */
export function repeatQuestion(draft: Draft): void {
  const { pending, lang, end, flags } = draft.session;
  if (pending === null && lang !== null && end === null && !flags.paused && !flags.hidden && !flags.loss) {
    advance(draft);
    return;
  }
  if (draft.session.pending === null && draft.session.lang === null) {
    draft.emit({ type: 'question_asked', question: 'lang', counted: false });
  }
  sayQuestion(draft);
}

/** The next question to ask, or null when the flow is at its end. */
export function nextQuestion(draft: Draft): string | null {
  const path = draft.path();
  if (!path) return null;
  const { facts } = draft;
  for (const item of path.ask) {
    if (draft.session.answers[item.question] !== undefined || !allHold(item.when, facts)) continue;
    if (canBeAsked(draft, item.question)) return item.question;
    if (draft.wanted) return null;
  }
  return path.summary && draft.session.answers['summary'] === undefined ? 'summary' : null;
}

/** A question that needs the outside world is asked only when that found something. */
function canBeAsked(draft: Draft, id: string): boolean {
  const needs = draft.question(id)?.needs;
  if (!needs) return true;
  const params = Object.fromEntries(needs.with.map((name) => [name, plainAnswer(draft.session.answers[name] ?? { value: null })]));
  return foundSomething(draft.act({ name: needs.action, params }));
}

/** Questions of the path that are still open, were every guard to stay as it is. */
export function openQuestions(path: CompiledPath, facts: Facts, answered: (question: string) => boolean): number {
  return path.ask.filter((item) => !answered(item.question) && allHold(item.when, facts)).length;
}

function allHold(guards: readonly Condition[], facts: Facts): boolean {
  for (const guard of guards) if (!guard.test(facts)) return false;
  return true;
}

/** An answer whose question is on this path but would not be asked now was changed away: it is not kept. */
function dropUnasked(draft: Draft): void {
  const path = draft.path();
  if (!path) return;
  const { facts } = draft;
  const gone: string[] = [];
  for (const { question, when } of path.ask) {
    if (when.length === 0 || draft.session.answers[question] === undefined || allHold(when, facts)) continue;
    if (!asksAboutItself(question) && !allHold(when, factsWithout(draft, question))) gone.push(question);
  }
  if (gone.length > 0) draft.emit({ type: 'answers_reopened', questions: gone });
}

/** A guard such as "not asked before" speaks of the time before the answer. */
const factsWithout = (draft: Draft, question: string): Facts => {
  const { [question]: _own, ...answers } = draft.session.answers;
  return factsOf({ ...draft.session, answers }, draft.now);
};

/** Guards of these read a safety rule that their own answer fired: once answered they stay. */
function asksAboutItself(question: string): boolean {
  return question === 'danger_now' || question === 'danger_kind' || question === 'prenatal' || question === 'contact_safe';
}

function sayWhatFollows(draft: Draft): void {
  for (const row of draft.flow.says) {
    if (draft.session.said.includes(row.key) || !draft.holds(row.when)) continue;
    draft.emit({ type: 'message_said', key: row.key });
    draft.say(
      row.key,
      { partner: '' },
      row.numbers === 'helplines' ? draft.program.book.helplines(draft.session.safety, draft.facts, draft.found()) : row.numbers,
    );
  }
}

function sayQuestion(draft: Draft): void {
  const id = draft.session.pending;
  if (id === null) return;
  if (id === 'summary') {
    draft.say('q.summary.text');
    for (const question of summaryQuestions(draft)) {
      const value = draft.session.answers[question.id];
      if (value) draft.say('summary.line', { question: question.id, answer: plainAnswer(value) });
    }
    return;
  }
  const question = draft.question(id);
  draft.say(questionKey(question, id, draft), { partner: '' });
}
