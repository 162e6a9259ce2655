import type { RenderedMessage, RenderedQuestion } from '../../../src/channels/channel.ts';
import type { ConversationEvent } from '../../../src/conversation/events.ts';
import type { Session } from '../../../src/conversation/session.ts';
import type { Input, Lang, Output } from '../../../src/conversation/types.ts';
import type { Engine, Stepped } from '../../../src/inbox/index.ts';

const EMPTY: Session = {
  v: 1,
  flowVersion: '1',
  code: '',
  lang: null,
  flow: 'small',
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

interface Asked {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly choices?: readonly string[];
}

/** Three questions, one of each kind that the page shows in its own way. */
const QUESTIONS: readonly Asked[] = [
  { id: 'danger_now', type: 'choice', text: 'Are you in danger right now?', choices: ['no', 'yes', 'unsure'] },
  { id: 'needs', type: 'multi', text: 'What would help most?', choices: ['living', 'housing', 'feelings'] },
  { id: 'area', type: 'place', text: 'Which area do you live in?' },
];

const TEXTS: Partial<Record<Lang, Readonly<Record<string, string>>>> = {
  ko: {
    'Are you in danger right now?': '지금 본인이나 아기가 위험한가요?',
    'What would help most?': '무엇이 가장 필요해요? 여러 개 골라도 돼요.',
    'Which area do you live in?': '어느 동네에 사세요? 구와 동만 알려 주세요.',
    hello: '안녕하세요, 첫걸음이에요. 잘 오셨어요. 이름은 안 물어볼게요.',
    no: '아니요',
    yes: '네',
    unsure: '잘 모르겠어요',
    living: '생활비',
    housing: '집',
    feelings: '마음',
  },
  vi: {
    'Are you in danger right now?': 'Bạn hoặc em bé có đang gặp nguy hiểm không?',
    'What would help most?': 'Điều gì giúp bạn nhiều nhất? Bạn có thể chọn nhiều mục.',
    hello: 'Xin chào, đây là Bước đầu tiên. Thật tốt vì bạn đã đến. Chúng tôi không hỏi tên bạn.',
    no: 'Không',
    yes: 'Có',
    unsure: 'Không chắc',
    living: 'Chi phí sinh hoạt',
    housing: 'Nhà ở',
    feelings: 'Cảm xúc',
  },
};
const say = (lang: Lang | null, key: string): string => (lang && TEXTS[lang]?.[key]) || key;

const NEXT: Readonly<Record<string, string | null>> = { danger_now: 'needs', needs: 'area', area: null };

function evolve(session: Session, event: ConversationEvent): Session {
  switch (event.type) {
    case 'conversation_started':
      return { ...session, code: event.code, lang: event.lang, startedAt: event.at, pending: event.lang === null ? 'lang' : 'danger_now' };
    case 'language_changed':
      return { ...session, lang: event.lang, pending: session.pending === 'lang' ? 'danger_now' : session.pending };
    case 'answer_given':
      return {
        ...session,
        answers: { ...session.answers, [event.question]: { value: event.value } },
        pending: NEXT[event.question] ?? null,
      };
    case 'screen_hidden':
      return { ...session, flags: { ...session.flags, hidden: true } };
    case 'conversation_resumed':
      return { ...session, flags: {} };
    case 'person_forgotten':
      return { ...EMPTY, lang: session.lang };
    default:
      return session;
  }
}

function caused(session: Session, input: Input): { events: ConversationEvent[]; outputs: Output[] } {
  if (input.kind === 'language') return { events: [{ type: 'language_changed', lang: input.lang }], outputs: [{ key: 'question' }] };
  if (input.kind === 'start') {
    return { events: [], outputs: [{ key: 'hello' }, { key: 'question' }] };
  }
  if (input.kind !== 'text' && input.kind !== 'choice') return { events: [], outputs: [] };
  const resumed: ConversationEvent[] = session.flags.hidden ? [{ type: 'conversation_resumed' }] : [];
  const words = input.kind === 'text' ? input.text : input.values.join(',');
  if (input.kind === 'text' && words === '🚪') return { events: [{ type: 'screen_hidden' }], outputs: [{ key: 'Have a nice day.' }] };
  if (input.kind === 'text' && words === 'delete everything') {
    return {
      events: [{ type: 'person_forgotten', reason: 'withdrawn', keepAlert: false }],
      outputs: [{ key: 'Everything is erased. You can come back any time.' }],
    };
  }
  const help: Output[] = words.includes('bleeding') ? [{ key: 'Call 119 now. Do not wait.', numbers: ['119', '1577-1366'] }] : [];
  const applies =
    !input.stale &&
    resumed.length === 0 &&
    session.pending !== null &&
    !['why', 'continue', 'back', 'human'].includes(words) &&
    help.length === 0;
  const question = session.pending ?? '';
  const given: ConversationEvent[] = !applies
    ? []
    : question === 'lang'
      ? [{ type: 'language_changed', lang: words as Lang }]
      : [{ type: 'answer_given', question, value: input.kind === 'choice' && question === 'needs' ? input.values : words }];
  return { events: [...resumed, ...given], outputs: [...help, { key: session.pending === null ? 'We got it.' : 'question' }] };
}

function questionOf({ pending, lang, flags }: Session): RenderedQuestion | null {
  if (pending === null || flags.hidden) return null;
  if (pending === 'lang') {
    const choices = [
      { value: 'ko', label: '한국어' },
      { value: 'en', label: 'English' },
    ];
    return { id: 'lang', type: 'choice', text: 'Language', choices, optional: false, multiple: false };
  }
  const asked = QUESTIONS.find(({ id }) => id === pending);
  if (!asked) return null;
  const choices = asked.choices?.map((value) => ({ value, label: say(lang, value) }));
  return {
    id: asked.id,
    type: asked.type,
    text: say(lang, asked.text),
    ...(choices ? { choices } : {}),
    optional: true,
    multiple: asked.type === 'multi',
  };
}

const LABELS: Readonly<Record<string, string>> = { '119': 'Ambulance', '1577-1366': 'Danuri' };

/** A small deterministic program with what the page must show: each kind of question, numbers, a quick exit, an erasure. */
export const pageEngine: Engine = {
  fingerprint: 'page-1',
  step(before, input, now): Stepped {
    const opening: ConversationEvent[] =
      input.kind === 'start'
        ? [{ type: 'conversation_started', code: input.code, lang: input.lang, flow: 'small', version: '1', at: now }]
        : [];
    const begun = opening.reduce(evolve, before ?? EMPTY);
    const { events, outputs } = caused(begun, input);
    const all: ConversationEvent[] = [{ type: 'turn_received', at: now }, ...opening, ...events];
    const session = all.reduce(evolve, before ?? EMPTY);
    const asks = questionOf(session) !== null;
    return {
      session,
      events: all,
      outputs: outputs
        .filter(({ key }) => key !== 'question' || asks)
        .map((output) => (output.key === 'question' ? { ...output, key: `question:${session.pending}` } : output)),
    };
  },
  replyOf(session, outputs) {
    const question = questionOf(session);
    const messages = outputs.map(({ key, numbers }): RenderedMessage => {
      const id = key.startsWith('question:') ? key.slice('question:'.length) : null;
      const asked = id === null ? null : questionOf({ ...session, pending: id, flags: {} });
      return {
        text: asked ? asked.text : say(session.lang, key),
        ...(numbers ? { numbers: numbers.map((number) => ({ number, label: LABELS[number] ?? '' })) } : {}),
      };
    });
    const done = Object.keys(session.answers).length;
    return {
      lang: session.lang,
      messages,
      question,
      progress: session.pending === null ? 1 : done / 4,
      ended: question === null,
      hidden: session.flags.hidden === true,
      forgotten: session.code === '',
    };
  },
};
