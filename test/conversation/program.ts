import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Content, loadContent } from '../../src/content.ts';
import {
  admit,
  type ConversationEvent,
  type Input,
  type Lang,
  render,
  renderQuestion,
  type Session,
  step,
} from '../../src/conversation/index.ts';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

let content: Content | null = null;

/** The real flows, rules and texts, compiled once a test file. */
export function realContent(): Content {
  content ??= loadContent(ROOT);
  return content;
}

/** A conversation on the real program with a clock that the test moves. */
export class Talk {
  session: Session | null = null;
  now: string;
  readonly events: ConversationEvent[] = [];

  constructor(lang: Lang | null, now = '2026-09-14T10:20:00+09:00', first?: string) {
    this.now = now;
    this.send({ kind: 'start', code: 'FS-2A3B4', lang, ...(first === undefined ? {} : admit(first)) });
  }

  send(input: Input): string[] {
    const { program } = realContent();
    const next = step(program, this.session, input, this.now);
    this.session = next.session;
    this.events.push(...next.events);
    return render(program, next.outputs, next.session.lang ?? 'en').map((message) =>
      [message.text, ...(message.numbers ?? []).map((entry) => entry.number)].join(' '),
    );
  }

  say(text: string): string[] {
    return this.send({ kind: 'text', ...admit(text), stale: false });
  }

  tap(...values: string[]): string[] {
    return this.send({ kind: 'choice', values, stale: false });
  }

  later(minutes: number): this {
    this.now = new Date(Date.parse(this.now) + minutes * 60_000).toISOString();
    return this;
  }

  get asks(): string | null {
    return this.session ? (renderQuestion(realContent().program, this.session, this.now)?.id ?? null) : null;
  }

  answer(question: string): unknown {
    return this.session?.answers[question]?.value;
  }

  types(): string[] {
    return this.events.map((event) => event.type);
  }

  last<T extends ConversationEvent['type']>(type: T): Extract<ConversationEvent, { type: T }> | undefined {
    return this.events.filter((event): event is Extract<ConversationEvent, { type: T }> => event.type === type).at(-1);
  }

  count(type: ConversationEvent['type']): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /** Taps through the intake of a pregnant woman until `stop` is asked. */
  untilAsked(stop: string): this {
    const taps: Record<string, string[]> = {
      danger_now: ['no'],
      consent_basic: ['yes'],
      who: ['pregnant'],
      age_band: ['25_up'],
      household: ['with_partner'],
      needs: ['info'],
      consent_sensitive: ['yes'],
      body_signs: ['none'],
      heart_home: ['none'],
      prenatal: ['yes'],
      consent_share: ['yes'],
      contact: ['chat_only'],
      summary: ['ok'],
      benefits_check: ['no'],
      v_offer: ['no'],
    };
    const words: Record<string, string> = { due_date: '2027-01-15', area: '만수3동' };
    for (let i = 0; i < 40 && this.asks !== null && this.asks !== stop; i += 1) {
      const id = this.asks;
      if (words[id] !== undefined) this.say(words[id]);
      else this.tap(...(taps[id] ?? ['skip']));
    }
    return this;
  }
}
