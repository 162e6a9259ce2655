import { type ChatPage, type Frame, GO_ON, type PageWord, type PageWords, type Said } from '../../web/chat/page.ts';
import type { RenderedMessage, RenderedQuestion } from '../channel.ts';
import type { Shown } from './discreet.ts';
import type { ChatHistory, Delivery, PageLanguage, WebchatDeps } from './ports.ts';

/** Locale tags whose `Intl` defaults surprise people: Buddhist years, native digits. */
const INTL_TAG: Readonly<Record<string, string>> = { th: 'th-u-ca-gregory', ne: 'ne-u-nu-latn' };
const formats = new Map<string, Intl.DateTimeFormat>();

function shownTime(lang: string, iso: string): string {
  const format =
    formats.get(lang) ??
    new Intl.DateTimeFormat(INTL_TAG[lang] ?? lang, {
      timeZone: 'Asia/Seoul',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(lang, format);
  return format.format(new Date(iso));
}

const saidByUs = ({ text, numbers }: RenderedMessage): Said => ({ from: 'us', text, ...(numbers ? { numbers } : {}) });

export const saidOf = (messages: readonly RenderedMessage[]): Said[] => messages.map(saidByUs);

/** A line of the conversation, with the turn or the delivery that it came from. */
export interface Line extends Said {
  readonly turn?: number;
  readonly delivery?: string;
  readonly at: string;
}

/** Buttons of the page that are no option of a question, in the words that stand on them. */
const BUTTONS: Readonly<Record<string, PageWord>> = { skip: 'skip', back: 'back', why: 'why', human: 'human' };

function linesOfTurn({ seq, at, mine, messages }: ChatHistory['turns'][number], words: PageWords): Line[] {
  const isWords = mine !== null && mine.trim() !== '' && mine !== GO_ON;
  const button = mine === null ? undefined : BUTTONS[mine];
  const own: Line[] = isWords ? [{ from: 'me', text: button ? words[button] : mine, turn: seq, at }] : [];
  return [...own, ...messages.map((message) => ({ ...saidByUs(message), turn: seq, at }))];
}

const lineOfDelivery = (lang: string, { id, text, at }: Delivery): Line => ({
  from: 'us',
  text,
  at,
  delivery: id,
  when: { iso: at, shown: shownTime(lang, at) },
});

export interface Viewed {
  readonly history: ChatHistory;
  readonly shown: Shown;
  readonly deliveries: readonly Delivery[];
}

/** What may be shown, in order of time: turns from where the view begins, and what was pushed meanwhile. */
export function linesOf({ history, shown, deliveries }: Viewed, { lang, words }: Pick<Frame, 'lang' | 'words'>, after = 0): Line[] {
  const { from } = shown;
  const turns = from === null ? [] : history.turns.filter(({ seq }) => seq >= from && seq > after);
  const pushed = deliveries.map((delivery) => lineOfDelivery(lang, delivery));
  // A stable sort: lines of one turn stay together, a push stands where it came.
  return [...turns.flatMap((turn) => linesOfTurn(turn, words)), ...pushed].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The question stands at the end, said once. */
export function withQuestion(lines: readonly Line[], history: ChatHistory, shown: Shown): Line[] {
  const { question } = history.current;
  const last = history.turns.at(-1);
  const isSaid = shown.from !== null && (last?.messages ?? []).some(({ text }) => text === question?.text);
  return question && !isSaid ? [...lines, { from: 'us', text: question.text, at: history.lastActivityAt }] : [...lines];
}

export function pageOf(options: Viewed & { readonly id: string; readonly frame: Frame }): ChatPage {
  const { id, history, shown, deliveries, frame } = options;
  const { current } = history;
  return {
    id,
    turn: current.turn,
    said: withQuestion(linesOf(options, frame), history, shown),
    question: current.question,
    progress: current.progress,
    hides: shown.hides,
    waits: current.question === null && current.progress < 1,
    begins: shown.from === 1 && history.turns.length <= 2,
    idleIn: shown.idleIn,
    deliveries: deliveries.map((delivery) => delivery.id),
  };
}

/** The question as the contract tells it; our own page also needs its words and whether several may be chosen. */
export const questionFor = (question: RenderedQuestion | null, isPage: boolean): object | null => {
  if (!question) return null;
  const { id, type, choices, optional, text, multiple } = question;
  return { id, type, ...(choices ? { choices } : {}), optional, ...(isPage ? { text, multiple } : {}) };
};

/** The first language that the browser asks for and we have; tags of one language count as the same. */
export function pickLanguage(asked: readonly string[], languages: readonly PageLanguage[]): PageLanguage | undefined {
  for (const tag of asked) {
    const primary = tag.toLowerCase().split('-')[0];
    const same = languages.find(({ lang }) => lang.toLowerCase() === tag.toLowerCase());
    const near = languages.find(({ lang }) => lang.toLowerCase().split('-')[0] === (primary === 'tl' ? 'fil' : primary));
    if (same ?? near) return same ?? near;
  }
  return languages[0];
}

/** The frame of a page in one language; a language that the page does not have yet speaks English. */
export function frameOf(
  deps: Pick<WebchatDeps, 'languages' | 'words' | 'exitUrl'>,
  fixed: Pick<Frame, 'css' | 'js' | 'awayCookie'>,
  wanted: PageLanguage | undefined,
): Frame {
  const own = wanted && deps.words.get(wanted.lang);
  const words = own ?? deps.words.get('en');
  if (!words) throw new Error('the page has no words');
  return {
    lang: own ? wanted.lang : 'en',
    words,
    css: fixed.css,
    js: fixed.js,
    awayCookie: fixed.awayCookie,
    exitUrl: deps.exitUrl ?? 'https://www.weather.go.kr/',
    languages: deps.languages,
    draft: wanted?.draft ?? false,
  };
}
