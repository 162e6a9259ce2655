import type { ConversationEvent } from './events.ts';
import type { Session } from './session.ts';

const EMPTY: Session = {
  v: 1,
  flowVersion: '',
  code: '',
  lang: null,
  flow: '',
  pending: null,
  answers: {},
  frozen: {},
  asked: [],
  tries: 0,
  // Present from the start, so that every session has one shape: copying one that grew takes twice as long.
  asides: 0,
  safety: [],
  signs: [],
  said: [],
  flags: {},
  consents: {},
  end: null,
  submittedAt: null,
  startedAt: '',
  lastAt: '',
  wakeAt: null,
  notice: null,
};

/** The session before its first event. */
export const initialSession: Session = EMPTY;

const union = (list: readonly string[], more: readonly string[]): readonly string[] => {
  const added = more.filter((item) => !list.includes(item));
  return added.length === 0 ? list : [...list, ...added];
};

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

/** What the outside world said holds for one run of a flow. */
function withoutResults(session: Session): Session {
  if (session.results === undefined) return session;
  const { results: _results, ...rest } = session;
  return rest;
}

const DATE_QUESTIONS = ['who', 'stage', 'due_date', 'baby_birth'];

/** Folds one event into the session. Pure and total; an event it does not know changes nothing. */
export function evolve(session: Session, event: ConversationEvent): Session {
  switch (event.type) {
    case 'turn_received':
      return { ...session, startedAt: session.startedAt === '' ? event.at : session.startedAt, lastAt: event.at };
    case 'conversation_started':
      return { ...session, code: event.code, lang: event.lang, flow: event.flow, flowVersion: event.version, startedAt: event.at };
    case 'language_changed':
      return { ...session, lang: event.lang };
    case 'flow_started':
      return { ...withoutResults(session), flow: event.flow, flowVersion: event.version, end: null, pending: null, tries: 0 };
    case 'flow_migrated': {
      const renamed = (id: string): string => event.renames[id] ?? id;
      const answers = Object.fromEntries(Object.entries(session.answers).map(([id, answer]) => [renamed(id), answer]));
      const pending = session.pending === null || event.reopens.includes(renamed(session.pending)) ? null : renamed(session.pending);
      return {
        ...session,
        flowVersion: event.version,
        answers: without(answers, event.reopens),
        asked: session.asked.map(renamed),
        pending,
      };
    }
    case 'question_asked':
      return {
        ...session,
        pending: event.question,
        tries: 0,
        asides: 0,
        asked: event.counted ? union(session.asked, [event.question]) : session.asked,
      };
    case 'answer_given':
      return {
        ...session,
        answers: {
          ...session.answers,
          [event.question]: event.precision ? { value: event.value, precision: event.precision } : { value: event.value },
        },
        pending: session.pending === event.question ? null : session.pending,
        tries: 0,
      };
    case 'answer_skipped':
      return {
        ...session,
        answers: { ...session.answers, [event.question]: { value: event.value, skipped: true } },
        pending: session.pending === event.question ? null : session.pending,
        tries: 0,
      };
    case 'answer_unresolved':
      return {
        ...session,
        answers: { ...session.answers, [event.question]: { value: event.value, needsHumanCheck: true } },
        pending: session.pending === event.question ? null : session.pending,
        tries: 0,
      };
    case 'answer_not_understood':
      return { ...session, tries: session.tries + 1 };
    case 'aside_answered':
      return { ...session, asides: (session.asides ?? 0) + 1 };
    case 'answers_reopened':
      return {
        ...session,
        answers: without(session.answers, event.questions),
        frozen: event.questions.some((question) => DATE_QUESTIONS.includes(question)) ? {} : session.frozen,
        pending: null,
        tries: 0,
      };
    case 'safety_fired':
      return { ...session, safety: [...union(session.safety, event.rules)].sort() };
    case 'sign_told':
      return { ...session, signs: union(session.signs, [event.sign]) };
    case 'message_said':
      return { ...session, said: union(session.said, [event.key]) };
    case 'emergency_entered':
      return { ...session, flags: { ...session.flags, emergency: true } };
    case 'quiet_mode_entered':
      return { ...session, flags: { ...session.flags, quiet: true } };
    case 'screen_hidden':
      return { ...session, flags: { ...session.flags, hidden: true } };
    case 'loss_told':
      return { ...session, flags: { ...session.flags, loss: true }, pending: null };
    case 'human_offered':
      return { ...session, flags: { ...session.flags, offered: true } };
    case 'human_asked':
      return { ...session, flags: { ...session.flags, human: true }, pending: null };
    case 'conversation_paused':
      return { ...session, flags: { ...session.flags, paused: true }, pending: null };
    case 'conversation_resumed': {
      const { paused: _paused, hidden: _hidden, ...flags } = session.flags;
      return { ...session, flags };
    }
    case 'eligibility_settled':
      return { ...session, frozen: { eligible: event.eligible } };
    case 'consent_recorded':
      return {
        ...session,
        consents: { ...session.consents, [event.consent]: { given: event.given, version: event.version, lang: event.lang } },
      };
    case 'alert_raised':
      return { ...session, flags: { ...session.flags, alerted: true }, alertedAt: session.lastAt };
    case 'referral_submitted':
      return { ...session, flags: { ...session.flags, submitted: true }, submittedAt: event.referral.submittedAt };
    case 'flow_ended':
      return { ...session, end: { outcome: event.outcome, level: event.level }, pending: null, tries: 0 };
    case 'person_forgotten':
      return {
        ...EMPTY,
        v: session.v,
        flowVersion: session.flowVersion,
        flow: session.flow,
        lang: session.lang,
        startedAt: session.startedAt,
        lastAt: session.lastAt,
        end: session.end,
        flags: event.reason === 'withdrawn' ? { withdrawn: true } : {},
      };
    case 'answers_reduced':
      return { ...session, answers: Object.fromEntries(Object.entries(session.answers).filter(([key]) => event.keep.includes(key))) };
    case 'action_done':
      return { ...session, results: { ...session.results, [event.action]: event.result } };
    case 'timer_set':
      return { ...session, wakeAt: event.at };
    case 'notice_told':
      return { ...session, notice: { name: event.notice, params: event.params } };
    case 'command_received':
    case 'identity_number_removed':
    case 'referral_revised':
    case 'note_left':
      return session;
  }
}
