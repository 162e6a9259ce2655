import type { Parsed } from './answers/kind.ts';
import type { Draft } from './draft.ts';
import type { Heard } from './listening/heard.ts';
import { viewsOf } from './offered.ts';
import { MAX_ASIDES, MAX_TRIES } from './limits.ts';
import { dangerSaidAgain } from './safety.ts';
import type { CompiledQuestion } from './program.ts';
import { summaryChoice } from './summary-choice.ts';
import { questionKey } from './wording.ts';
import type { AnswerValue, Precision, ProblemCode, RedactionId } from './types.ts';
import { seoulDate } from '../rules/facts.ts';

export { foundFor, optionsFor } from './offered.ts';

/** Takes a text as the answer of the pending question. */
export function answerByText(draft: Draft, text: string, removed: readonly RedactionId[], heard: Heard): void {
  const id = draft.session.pending;
  if (id === null) return;
  if (id === 'summary') {
    answerSummary(draft, summaryChoice(draft, text));
    return;
  }
  const question = draft.question(id);
  if (!question) return;
  const parsed = parse(draft, question, text, removed);
  if (parsed.ok) {
    give(draft, question, parsed.value, parsed.precision);
    return;
  }
  // A cry for help or a question to the bot is neither an answer nor a failed try.
  if (heard.safety.length > 0) return;
  if ((heard.isQuestion || heard.notices.includes('chitchat')) && (draft.session.asides ?? 0) < MAX_ASIDES) {
    draft.emit({ type: 'aside_answered', question: question.id });
    draft.say(heard.isQuestion ? 'msg.question_heard' : 'msg.chitchat');
    return;
  }
  notUnderstood(draft, question, parsed.problem);
}

/** Takes tapped options as the answer of the pending question; unknown codes are asked again. */
export function answerByChoice(draft: Draft, values: readonly string[]): void {
  const id = draft.session.pending;
  if (id === null) return;
  if (id === 'summary') {
    answerSummary(draft, values[0] ?? null);
    return;
  }
  const question = draft.question(id);
  if (!question) return;
  const codes = viewsOf(draft, question).map((option) => option.code);
  const known = [...new Set(values)].filter((value) => codes.includes(value));
  if (question.type === 'multi' && known.length > 0 && known.length === new Set(values).size) {
    give(draft, question, known.length > 1 ? known.filter((code) => code !== 'none').sort() : known);
  } else if (
    (question.type === 'choice' || question.type === 'consent' || question.type === 'slot') &&
    known.length === 1 &&
    values.length === 1
  ) {
    give(draft, question, known[0] ?? null);
  } else if (question.type === 'contact' && values.length === 1 && (values[0] === 'chat_only' || values[0] === 'none')) {
    give(draft, question, { way: values[0], value: null });
  } else if (question.type !== 'multi' && question.type !== 'choice' && question.type !== 'consent' && values.length === 1) {
    const parsed = parse(draft, question, values[0] ?? '', []);
    if (parsed.ok) give(draft, question, parsed.value, parsed.precision);
    else notUnderstood(draft, question, parsed.problem);
  } else {
    notUnderstood(draft, question, question.type === 'consent' ? 'consent:unclear' : 'choice:unknown');
  }
}

/** "Prefer not to say". On a consent that is unclear: asked once more, then no (intake.md §0.3). */
export function skipQuestion(draft: Draft): void {
  const id = draft.session.pending;
  if (id === 'summary') {
    answerSummary(draft, 'ok');
    return;
  }
  const question = id === null ? null : draft.question(id);
  if (!question) return;
  if (question.type === 'consent') notUnderstood(draft, question, 'consent:unclear');
  else draft.emit({ type: 'answer_skipped', question: question.id, value: question.skipped });
}

function parse(draft: Draft, question: CompiledQuestion, text: string, removed: readonly RedactionId[]): Parsed {
  return draft.program.kinds[question.type].parse(text, {
    question: question.id,
    lang: draft.session.lang ?? 'ko',
    today: seoulDate(draft.now),
    options: viewsOf(draft, question),
    removed,
    limits: question.limits,
    tries: draft.session.tries,
  });
}

function give(draft: Draft, question: CompiledQuestion, value: AnswerValue, precision?: Precision): void {
  if (precision) draft.emit({ type: 'answer_given', question: question.id, value, precision });
  else draft.emit({ type: 'answer_given', question: question.id, value });
  if (question.type === 'consent') recordConsent(draft, question, value === 'yes');
  if (question.type === 'contact') recordContact(draft, value);
  if (question.id === 'danger_now' && value === 'yes') dangerSaidAgain(draft);
}

function recordConsent(draft: Draft, question: CompiledQuestion, given: boolean): void {
  draft.emit({
    type: 'consent_recorded',
    consent: question.id,
    given,
    version: question.version ?? '',
    lang: draft.session.lang ?? 'ko',
  });
}

/** Answering `contact` is a consent of its own: recorded with its way and purpose (intake.md §0, consents). */
function recordContact(draft: Draft, value: AnswerValue): void {
  const way = typeof value === 'object' && value !== null && 'way' in value ? value.way : null;
  if (way === null) return;
  draft.emit({
    type: 'consent_recorded',
    consent: 'consent_contact',
    given: way === 'phone',
    version: draft.flow.version,
    lang: draft.session.lang ?? 'ko',
    detail: { way, purpose: 'referral' },
  });
}

/** First time: asked again with an example. Second time: the safe default, and a human checks. */
function notUnderstood(draft: Draft, question: CompiledQuestion, problem: ProblemCode): void {
  draft.emit({ type: 'answer_not_understood', question: question.id, problem });
  if (draft.session.tries < MAX_TRIES) {
    const { texts } = draft.program;
    const lang = draft.session.lang ?? 'ko';
    const special = `problem.${problem.replace(':', '_')}`;
    draft.say(texts.has(lang, special) ? special : `reask.${question.type}`);
    return;
  }
  if (question.type === 'consent') {
    draft.emit({ type: 'answer_given', question: question.id, value: 'no' });
    recordConsent(draft, question, false);
    return;
  }
  const value = problem === 'place:ambiguous' ? { area: 'incheon_other' as const, district: null, dong: null } : question.unresolved;
  draft.emit({ type: 'answer_unresolved', question: question.id, value });
  draft.say('msg.unresolved');
}

/** @param choice `ok`, or `change:<question>`, of a tapped button or of typed words. */
function answerSummary(draft: Draft, choice: string | null): void {
  if (choice === 'ok') {
    draft.emit({ type: 'answer_given', question: 'summary', value: 'ok' });
    return;
  }
  const changed = choice?.startsWith('change:') ? choice.slice('change:'.length) : null;
  if (changed !== null && draft.session.answers[changed] !== undefined && changed !== 'danger_now') {
    draft.emit({ type: 'answers_reopened', questions: [changed] });
    return;
  }
  draft.say('reask.summary');
}

/** Help or reason for the pending question, for the commands `help` and `why`. */
export function explain(draft: Draft, part: 'why' | 'help'): void {
  const id = draft.session.pending;
  if (id === null) {
    draft.say('msg.help');
    return;
  }
  const key = questionKey(draft.question(id), id, draft, part);
  const lang = draft.session.lang ?? 'ko';
  draft.say(draft.program.texts.has(lang, key) ? key : `msg.${part}`);
}
