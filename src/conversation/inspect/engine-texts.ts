import type { AnswerType, Params, ProblemCode } from '../types.ts';

/** Texts that the engine says by itself, whatever the flows are. A test holds this list against the engine's source. */
export const ENGINE_TEXTS: readonly string[] = [
  'language_name',
  'consent.yes',
  'consent.no',
  'programme.partner',
  'programme.years',
  'q.lang.text',
  'q.summary.text',
  'q.summary.why',
  'q.summary.ok',
  'q.summary.change',
  'summary.nothing',
  'summary.weeks',
  'reask.summary',
  'msg.no_id_numbers',
  'msg.noted',
  'msg.noted_quiet',
  'msg.noted_ended',
  'msg.question_heard',
  'msg.chitchat',
  'msg.unresolved',
  'msg.help',
  'msg.why',
  'msg.welcome_back',
  'msg.welcome_quiet',
  'msg.paused',
  'msg.neutral_screen',
  'msg.language_changed',
  'msg.no_back',
  'msg.deleted',
  'msg.deleted_emergency',
  'msg.loss',
  'msg.no_immigration',
  'msg.secret',
];

/** Numbers that the engine shows by itself. */
export const ENGINE_NUMBERS: readonly string[] = ['1308'];

/** What goes wrong with an answer of each kind; each may have a text of its own at `problem.<code>`, else it is `reask.<kind>`. */
export const PROBLEMS: Readonly<Record<AnswerType, readonly ProblemCode[]>> = {
  choice: ['choice:unknown'],
  multi: ['choice:unknown'],
  number: ['number:out_of_range', 'number:unreadable'],
  date: ['date:ambiguous', 'date:in_past', 'date:in_future', 'date:out_of_range', 'date:lunar', 'date:unreadable'],
  text: ['text:empty'],
  place: ['place:ambiguous', 'place:unreadable'],
  contact: ['contact:invalid', 'contact:is_identity_number', 'choice:unknown'],
  slot: ['slot:unknown', 'choice:unknown'],
  consent: ['consent:unclear'],
};

/** What staff and visits tell in the chat, with slots as they send them. In quiet mode the text at `notice.<name>_quiet` is said. */
export const NOTICES: Readonly<Record<string, Params>> = {
  visit_booked: { when: '2026-10-01T05:00:00Z', place: 'home' },
  visit_moved: { when: '2026-10-02T05:00:00Z', place: 'center' },
  visit_cancelled: { when: '2026-10-01T05:00:00Z' },
  referral_accepted: {},
};

/** Where people meet, as bookings name it. */
export const VISIT_PLACES: readonly string[] = ['home', 'center', 'other_safe', 'online'];

/** Areas of a place answer without a district of ours. */
export const AREAS: readonly string[] = ['namdong', 'incheon_other', 'outside', 'unknown'];
