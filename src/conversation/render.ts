import { foundFor, offerOf } from './offered.ts';
import { formatDay, formatInstant } from './dates-in-words.ts';
import { Draft, factsOf } from './draft.ts';
import { nextQuestion, openQuestions } from './advance.ts';
import type { CompiledQuestion, Program } from './program.ts';
import type { Session } from './session.ts';
import type { AnswerType, Instant, Lang, Output, Params } from './types.ts';
import { questionKey, summaryQuestions } from './wording.ts';

export interface SaidMessage {
  readonly text: string;
  readonly numbers?: readonly { readonly number: string; readonly label: string }[];
}

export interface AskedQuestion {
  readonly id: string;
  readonly type: AnswerType;
  readonly text: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly optional: boolean;
  readonly multiple: boolean;
}

/** Turns outputs into the words of one language. Dates and lists are written as that language writes them. */
export function render(program: Program, outputs: readonly Output[], lang: Lang): readonly SaidMessage[] {
  const said: SaidMessage[] = [];
  const lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) said.push({ text: lines.splice(0).join('\n') });
  };
  for (const output of outputs) {
    if (output.key === 'summary.line') {
      lines.push(summaryLine(program, lang, output.params ?? {}));
      continue;
    }
    flush();
    const text = inWords(program, lang, output.key, output.params);
    if (!output.numbers || output.numbers.length === 0) said.push({ text });
    else said.push({ text, numbers: output.numbers.map((number) => ({ number, label: labelOfNumber(program, lang, number) })) });
  }
  flush();
  return said;
}

/** The pending question with its choices in the person's language, or null. */
export function renderQuestion(program: Program, session: Session, now: Instant): AskedQuestion | null {
  const id = session.pending;
  if (id === null || session.flags.paused || session.flags.hidden) return null;
  if (id === 'lang') {
    return {
      id,
      type: 'choice',
      text: program.texts.say(session.lang ?? 'en', 'q.lang.text'),
      choices: program.langs.map((lang) => ({ value: lang, label: program.texts.say(lang, 'language_name') })),
      optional: false,
      multiple: false,
    };
  }
  const lang = session.lang ?? 'ko';
  const draft = new Draft(program, session, now);
  if (id === 'summary') {
    const change = summaryQuestions(draft).map((question) => ({
      value: `change:${question.id}`,
      label: program.texts.say(lang, 'q.summary.change', { what: program.texts.say(lang, `q.${question.id}.name`) }),
    }));
    const choices = [{ value: 'ok', label: program.texts.say(lang, 'q.summary.ok') }, ...change];
    return { id, type: 'choice', text: program.texts.say(lang, 'q.summary.text'), choices, optional: true, multiple: false };
  }
  const question = draft.question(id);
  if (!question) return null;
  const key = questionKey(question, id, draft);
  const choices = choicesOf(draft, question, lang);
  const text = inWords(program, lang, key, { partner: '' });
  const optional = question.type !== 'consent';
  const multiple = question.type === 'multi';
  return choices.length > 0
    ? { id, type: question.type, text, choices, optional, multiple }
    : { id, type: question.type, text, optional, multiple };
}

function choicesOf(draft: Draft, question: CompiledQuestion, lang: Lang): NonNullable<AskedQuestion['choices']> {
  const offered = offerOf(draft, question).choices;
  const found = foundFor(draft, question).map((slot) => ({ value: slot.id, label: formatInstant(lang, slot.at) }));
  if (question.type !== 'contact') return found.length === 0 ? offered : [...offered, ...found];
  return [...offered, ...found, { value: 'chat_only', label: draft.program.texts.say(lang, 'q.contact.options.chat_only') }];
}

/** How far through the present flow, 0..1. Answered questions against those that are still open as things stand. */
export function progress(program: Program, session: Session, now: Instant): number {
  if (session.end !== null && session.pending === null) return 1;
  const draft = new Draft(program, session, now);
  const path = draft.path();
  if (!path || (nextQuestion(draft) === null && !draft.wanted)) return 1;
  const answered = (id: string): boolean => session.answers[id] !== undefined;
  const done = Object.keys(session.answers).length;
  const open = openQuestions(path, factsOf(session, now), answered) + (path.summary ? 1 : 0);
  return Math.round((done / Math.max(1, done + open)) * 100) / 100;
}

/** Everything a channel needs to answer one turn. */
export function replyOf(
  program: Program,
  session: Session,
  outputs: readonly Output[],
  now: Instant,
): {
  readonly lang: Lang | null;
  readonly messages: readonly SaidMessage[];
  readonly question: AskedQuestion | null;
  readonly progress: number;
  readonly ended: boolean;
  readonly hidden: boolean;
  readonly forgotten: boolean;
} {
  const forgotten = session.code === '';
  const question = forgotten ? null : renderQuestion(program, session, now);
  return {
    lang: session.lang,
    messages: render(program, outputs, session.lang ?? 'en'),
    question,
    progress: forgotten ? 1 : progress(program, session, now),
    ended: question === null,
    hidden: session.flags.hidden === true,
    forgotten,
  };
}

/** The text of a key with its slots in words; a text without slots is there already. */
function inWords(program: Program, lang: Lang, key: string, params: Params | undefined): string {
  return program.texts.isFixed(lang, key) ? program.texts.say(lang, key) : program.texts.say(lang, key, words(program, lang, params));
}

/** Slots as words: instants as a date and time in Seoul, ids of benefits as a list, codes as their labels. */
function words(program: Program, lang: Lang, params: Params | undefined): Params {
  if (!params) return {};
  const filled: Record<string, string | number> = { ...params };
  if ('partner' in params) filled['partner'] = program.texts.say(lang, 'programme.partner');
  filled['years'] = program.texts.say(lang, 'programme.years');
  for (const name of ['when', 'from', 'until']) {
    const value = params[name];
    if (typeof value === 'string' && value !== '') filled[name] = formatInstant(lang, value);
  }
  if (typeof params['likely'] === 'string' || typeof params['possible'] === 'string') {
    const ids = [params['likely'], params['possible']].flatMap((list) => (typeof list === 'string' && list !== '' ? list.split(',') : []));
    filled['benefits'] = ids.map((id) => `• ${program.texts.say(lang, `benefit.${id}`)}`).join('\n');
  }
  if (typeof params['place'] === 'string') filled['place'] = program.texts.say(lang, `place.${params['place']}`);
  return filled;
}

function summaryLine(program: Program, lang: Lang, params: Params): string {
  const id = String(params['question'] ?? '');
  const answer = String(params['answer'] ?? '');
  const { texts } = program;
  const question = program.questions.get(id);
  const name = texts.say(lang, `q.${id}.name`);
  return `${name}: ${answer === '' ? texts.say(lang, 'summary.nothing') : answerInWords(program, lang, id, question?.type ?? 'text', answer)}`;
}

function answerInWords(program: Program, lang: Lang, id: string, type: AnswerType, answer: string): string {
  const { texts } = program;
  if (type === 'choice' || type === 'multi') {
    return answer
      .split(',')
      .map((code) => texts.say(lang, `q.${id}.options.${code}`))
      .join(', ');
  }
  if (type === 'date') {
    return formatDay(lang, answer);
  }
  if (type === 'place') {
    const [area = '', district = '', dong = ''] = answer.split('/');
    if (dong !== '') return `${texts.say(lang, `district.${district}`)} ${dong}`;
    return district === '' ? texts.say(lang, `area.${area}`) : texts.say(lang, `district.${district}`);
  }
  if (type === 'consent') return texts.say(lang, `consent.${answer}`);
  if (type === 'contact')
    return texts.has(lang, `q.contact.options.${answer}`)
      ? texts.say(lang, `q.contact.options.${answer}`)
      : answer === 'none'
        ? texts.say(lang, 'summary.nothing')
        : answer;
  if (type === 'number' && id === 'birth_weeks') return texts.say(lang, 'summary.weeks', { weeks: answer });
  return answer;
}

function labelOfNumber(program: Program, lang: Lang, number: string): string {
  return program.texts.say(lang, `helpline.${number}`);
}
