import { seoulDate } from '../../rules/facts.ts';
import { addDays } from '../../rules/dates.ts';
import { foundFor, optionsFor } from '../answering.ts';
import { Draft } from '../draft.ts';
import type { CompiledQuestion, Program } from '../program.ts';
import type { Session } from '../session.ts';
import type { AnswerType, Input, Instant } from '../types.ts';
import { summaryQuestions } from '../wording.ts';
import { NOTICES } from './engine-texts.ts';

/** Code of the case in which the checker walks; one that she may type back. */
export const WALK_CODE = 'FS-2A3B4';

/** One thing that a person, staff or time may do next. */
export interface Move {
  /** For the trail in a finding: `who=mother`. */
  readonly did: string;
  readonly inputs: readonly Input[];
  /** She answers what is asked: the promised number of questions counts only such walks. */
  readonly straight: boolean;
  readonly skips?: true;
  /** Time that goes by before it, in hours. */
  readonly after?: number;
}

/** The one move that nobody is spoken to after. */
export const SILENCE = 'silence';

const tap = (...values: string[]): Input => ({ kind: 'choice', values, stale: false });
const type = (text: string): Input => ({ kind: 'text', text, removed: [], stale: false });

/** Days from today to a due date: overdue, near, and one in each span that rules and tips tell apart. */
const DUE_IN_DAYS = [-10, 5, 25, 60, 84, 130, 200, 260];
/** Ages of a baby in days: newborn, each span of the tips, and the last days before and after 24 months. */
const BORN_DAYS_AGO = [3, 20, 45, 70, 100, 140, 210, 290, 400, 600, 725, 800];
/** Weeks of birth: on time, early, very early. */
const WEEKS = ['40', '36', '30'];
const PLACES = ['남동구 만수3동', '연수구', '서울'];
const LONG_TEXT = '가'.repeat(4_000);

/** What people may answer to the pending question: every option, every span of values, skipping, and what nobody understands. */
export function answersTo(program: Program, session: Session, now: Instant): readonly Move[] {
  const id = session.pending;
  if (id === null) return [];
  if (id === 'lang') return [];
  const draft = new Draft(program, session, now);
  if (id === 'summary') {
    const changes = summaryQuestions(draft).map((question) => `change:${question.id}`);
    return [
      { did: 'summary=ok', inputs: [tap('ok')], straight: true },
      ...changes.map((value) => ({ did: value, inputs: [tap(value)], straight: false })),
    ];
  }
  const question = draft.question(id);
  if (!question) return [];
  const given = valuesFor(draft, question, seoulDate(now)).map(({ did, input }) => ({
    did: `${id}=${did}`,
    inputs: [input],
    straight: true,
  }));
  const skip: Move = {
    did: `${id} skipped`,
    inputs: question.type === 'consent' ? [tap('skip'), tap('skip')] : [tap('skip')],
    straight: true,
    ...(question.type === 'consent' ? {} : { skips: true }),
  };
  const baffled: Move = { did: `${id} not understood`, inputs: [tap('_'), tap('_')], straight: true };
  return question.type === 'text' ? [...given, skip] : [...given, skip, baffled];
}

function valuesFor(draft: Draft, question: CompiledQuestion, today: string): readonly { readonly did: string; readonly input: Input }[] {
  const typed = (texts: readonly string[]) => texts.map((text) => ({ did: text, input: type(text) }));
  const days = (list: readonly number[]) => typed(list.flatMap((days) => addDays(today, days) ?? []));
  const options = optionsFor(draft, question).map((option) => option.code);
  const each = options.map((code) => ({ did: code, input: tap(code) }));
  const kinds: Readonly<Record<AnswerType, () => readonly { readonly did: string; readonly input: Input }[]>> = {
    choice: () => each,
    consent: () => each,
    multi: () => [...each, { did: 'all', input: tap(...options.filter((code) => code !== 'none')) }],
    slot: () =>
      foundFor(draft, question)
        .slice(0, 1)
        .map((slot) => ({ did: 'slot', input: tap(slot.id) })),
    number: () => typed(question.limits.unit === 'krw' ? ['10000', '300000', '5000000'] : WEEKS),
    date: () => days(question.id === 'baby_birth' ? BORN_DAYS_AGO.map((days) => -days) : DUE_IN_DAYS),
    place: () => typed(PLACES),
    contact: () => [...typed(['010-2345-6789']), { did: 'chat_only', input: tap('chat_only') }, { did: 'none', input: tap('none') }],
    text: () => [
      { did: 'words', input: type('잘 부탁드려요') },
      { did: 'long words', input: type(LONG_TEXT) },
      { did: 'code', input: type(WALK_CODE) },
    ],
  };
  return kinds[question.type]();
}

/** What may happen at any question besides an answer. `phrases` are sentences that each S-rule must hear. */
export function asides(session: Session, phrases: Readonly<Record<string, string>>): readonly Move[] {
  const said = Object.entries(phrases)
    .filter(([id]) => !session.safety.includes(id))
    .map(([id, text]): Move => ({ did: `says ${id}`, inputs: [type(text)], straight: id !== 'S13' }));
  const timer: readonly Move[] = session.wakeAt === null ? [] : [{ did: SILENCE, inputs: [{ kind: 'timer', seq: 1 }], straight: false }];
  return [
    ...said,
    ...timer,
    ...news(),
    { did: 'why', inputs: [tap('why')], straight: false },
    { did: 'help', inputs: [tap('help')], straight: false },
    { did: 'back', inputs: [tap('back')], straight: false },
    { did: 'human', inputs: [tap('human')], straight: false },
    { did: 'a day later', inputs: [tap('_')], straight: false, after: 25 },
  ];
}

const news = (): readonly Move[] =>
  Object.entries(NOTICES).map(([notice, params]) => ({
    did: `told ${notice}`,
    inputs: [{ kind: 'notice', notice, params, at: '2026-09-14T01:20:00Z' }],
    straight: false,
  }));

/** What may come after an end: another flow, news from staff, words. */
export function afterwards(entries: readonly string[]): readonly Move[] {
  return [
    ...entries.map((flow): Move => ({ did: `begins ${flow}`, inputs: [{ kind: 'flow', flow }], straight: false })),
    ...news(),
    { did: 'words after the end', inputs: [type('네네')], straight: false },
    { did: 'human after the end', inputs: [tap('human')], straight: false },
  ];
}
