import type { ConversationEvent, ReferralContent } from '../../src/conversation/events.ts';
import type { Session } from '../../src/conversation/session.ts';
import type { Input, Output } from '../../src/conversation/types.ts';
import type { Engine, Stepped } from '../../src/inbox/index.ts';

const EMPTY: Session = {
  v: 1,
  flowVersion: '1',
  code: '',
  lang: null,
  flow: 'tiny',
  pending: null,
  answers: {},
  frozen: {},
  asked: [],
  tries: 0,
  safety: [],
  said: [],
  flags: {},
  consents: {},
  end: null,
  submittedAt: null,
  startedAt: '',
  lastAt: '',
  wakeAt: null,
  notice: null,
} as unknown as Session;

/** All words that this conversation heard, in order. */
export const wordsOf = (session: Session): readonly string[] => (session.answers['words']?.value ?? []) as readonly string[];

function evolve(session: Session, event: ConversationEvent): Session {
  switch (event.type) {
    case 'conversation_started':
      return { ...session, code: event.code, lang: event.lang, startedAt: event.at, pending: 'q' };
    case 'answer_given':
      return { ...session, answers: { ...session.answers, words: { value: event.value } } };
    case 'answers_reduced':
      return { ...session, answers: {} };
    case 'timer_set':
      return { ...session, wakeAt: event.at };
    case 'person_forgotten':
      return { ...EMPTY, lang: session.lang };
    default:
      return session;
  }
}

function caused(session: Session, word: string, now: string): ConversationEvent[] {
  switch (word) {
    case 'consent':
      return [{ type: 'consent_recorded', consent: 'consent_basic', given: true, version: '1', lang: 'en' }];
    case 'refuse':
    case 'withdraw':
      return [
        { type: 'consent_recorded', consent: 'consent_basic', given: false, version: '1', lang: 'en' },
        { type: 'person_forgotten', reason: word === 'refuse' ? 'consent_refused' : 'withdrawn', keepAlert: true },
      ];
    case 'danger':
      return [{ type: 'alert_raised', code: session.code, rules: ['S01'], lang: 'en', identified: false }];
    case 'refer':
      return [
        { type: 'message_said', key: 'done' },
        {
          type: 'referral_submitted',
          referral: { code: session.code, lang: 'en', quietMode: false, contactWay: null, answers: {} } as unknown as ReferralContent,
        },
        { type: 'note_left' },
      ];
    case 'child':
      return [{ type: 'answers_reduced', keep: ['age_band'] }];
    case 'wait':
      return [{ type: 'timer_set', at: new Date(Date.parse(now) + 1_800_000).toISOString() }];
    default:
      return [];
  }
}

function heard(session: Session, input: Input, now: string): { events: ConversationEvent[]; outputs: Output[] } {
  if (input.kind === 'timer') return { events: [{ type: 'timer_set', at: null }, { type: 'note_left' }], outputs: [] };
  if (input.kind === 'notice')
    return {
      events: [{ type: 'notice_told', notice: input.notice, params: input.params }],
      outputs: [{ key: input.notice, params: input.params }],
    };
  if (input.kind === 'language') return { events: [{ type: 'language_changed', lang: input.lang }], outputs: [{ key: 'language' }] };
  if (input.kind === 'flow') return { events: [], outputs: [] };
  const word = input.kind === 'choice' ? input.values.join('+') : (input.text ?? '');
  if (word === '' || ('stale' in input && input.stale)) return { events: [], outputs: [{ key: 'again' }] };
  const words = [...wordsOf(session), word];
  return {
    events: [{ type: 'answer_given', question: 'words', value: words }, ...caused(session, word, now)],
    outputs: [{ key: 'heard', params: { word, count: words.length } }],
  };
}

/** A small deterministic program: it repeats each word, and a few words cause what the inbox must care for. */
export const tinyEngine: Engine = {
  fingerprint: 'tiny-1',
  step(before, input, now): Stepped {
    const opening: ConversationEvent[] =
      input.kind === 'start'
        ? [{ type: 'conversation_started', code: input.code, lang: input.lang, flow: 'tiny', version: '1', at: now }]
        : [];
    const begun = opening.reduce(evolve, before ?? EMPTY);
    const { events, outputs } = heard(begun, input, now);
    const all: ConversationEvent[] = [{ type: 'turn_received', at: now }, ...opening, ...events];
    return { session: all.reduce(evolve, before ?? EMPTY), events: all, outputs };
  },
  replyOf: (session, outputs) => ({
    lang: session.lang,
    messages: outputs.map(({ key, params }) => ({ text: [key, ...Object.values(params ?? {})].join(' ') })),
    question: {
      id: 'q',
      type: 'choice',
      text: 'say a word',
      optional: true,
      multiple: false,
      choices: [
        { value: 'a', label: 'Apple' },
        { value: 'b', label: 'Pear' },
      ],
    },
    progress: 0.5,
    ended: false,
    hidden: false,
    forgotten: false,
  }),
};
