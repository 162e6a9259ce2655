import type { ConversationEvent, ReferralContent } from '../../src/conversation/events.ts';
import type { Session } from '../../src/conversation/session.ts';
import type { Input, StoredAnswer } from '../../src/conversation/types.ts';
import type { Engine, Stepped } from '../../src/inbox/index.ts';
import type { TriageLevel } from '../../src/rules/types.ts';

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

export const ANSWERS: Readonly<Record<string, StoredAnswer>> = {
  stage: { value: 'pregnant' },
  age_band: { value: '20_24' },
  due_date: { value: '2027-01-20', precision: 'week' },
  household: { value: 'alone', needsHumanCheck: true },
  heart_home: { value: ['afraid', 'CANARY-secret'] },
  contact: { value: { way: 'phone', value: '+821099990000' } },
  prenatal: { value: null, skipped: true },
};

/** What a finished intake would say. */
export function referralContent(code: string, level: TriageLevel, reasons: readonly string[], at: string): ReferralContent {
  return {
    code,
    outcome: 'referred',
    level,
    reasons: reasons.map((id) => ({
      id,
      facts: { heart_home: ['afraid'], stage: 'pregnant', ga_weeks: 30, contact_value: '+821099990000' },
    })),
    safety: reasons.includes('T10') ? ['S09'] : [],
    services: ['home_visit'],
    benefits: { likely: ['B01'], possible: [] },
    rulesVersion: 'rules-1',
    flow: 'intake',
    flowVersion: '1',
    lang: 'vi',
    quietMode: false,
    contactWay: 'phone',
    area: 'namdong',
    district: 'namdong',
    answers: ANSWERS,
    facts: { stage: 'pregnant', heart_home: ['afraid'], ga_weeks: 30, contact_value: '+821099990000' },
    visitWanted: true,
    submittedAt: at,
  };
}

function evolve(session: Session, event: ConversationEvent): Session {
  if (event.type === 'conversation_started') return { ...session, code: event.code, lang: event.lang, startedAt: event.at };
  if (event.type === 'person_forgotten') return EMPTY;
  return session;
}

/** What a word causes; anything else is a note to staff. */
function caused({ code }: Session, text: string, at: string): ConversationEvent[] {
  const [word = '', ...rest] = text.split(' ');
  const [level = 'standard_7d', ...reasons] = rest;
  switch (word) {
    case 'hello':
      return [];
    case 'consent':
      return [{ type: 'consent_recorded', consent: 'consent_basic', given: true, version: '1', lang: 'vi' }];
    case 'refer':
      return [{ type: 'referral_submitted', referral: referralContent(code, level as TriageLevel, reasons, at) }];
    case 'revise':
      return [{ type: 'referral_revised', referral: referralContent(code, level as TriageLevel, reasons, at) }];
    case 'danger':
      return [{ type: 'alert_raised', code, rules: rest, lang: 'vi', identified: false }];
    case 'forget':
      return [{ type: 'person_forgotten', reason: 'withdrawn', keepAlert: rest.includes('keep') }];
    case 'human':
      return [{ type: 'human_asked' }];
    case 'quiet':
      return [{ type: 'quiet_mode_entered', rules: ['S13'] }];
    case 'loss':
      return [{ type: 'loss_told' }];
    case 'child':
      return [{ type: 'answers_reduced', keep: ['stage', 'area', 'age_band'] }];
    default:
      return [{ type: 'note_left' }];
  }
}

function heard(session: Session, input: Input, at: string): ConversationEvent[] {
  if (input.kind === 'notice') return [{ type: 'notice_told', notice: input.notice, params: input.params }];
  if (input.kind === 'language') return [{ type: 'language_changed', lang: input.lang }];
  return 'text' in input && input.text !== undefined ? caused(session, input.text, at) : [];
}

/** A small deterministic program: a few words cause what this slice must care for. */
export const caseEngine: Engine = {
  fingerprint: 'case-1',
  step(before, input, now): Stepped {
    const opening: ConversationEvent[] =
      input.kind === 'start'
        ? [{ type: 'conversation_started', code: input.code, lang: input.lang, flow: 'tiny', version: '1', at: now }]
        : [];
    const begun = opening.reduce(evolve, before ?? EMPTY);
    const events: ConversationEvent[] = [{ type: 'turn_received', at: now }, ...opening, ...heard(begun, input, now)];
    const outputs = input.kind === 'notice' ? [{ key: `told.${input.notice}` }] : [];
    return { session: events.reduce(evolve, before ?? EMPTY), events, outputs };
  },
  replyOf: (session, outputs) => ({
    lang: session.lang,
    messages: outputs.map(({ key }) => ({ text: key })),
    question: null,
    progress: 0,
    ended: false,
    hidden: false,
    forgotten: false,
  }),
};
