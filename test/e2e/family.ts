import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { ChatMessageReply } from '../../src/contract/chat.ts';
import type { Persona } from '../../src/conversation/simulate.ts';

/** The conversation as the page shows it. */
export interface Shown {
  readonly turn: number;
  /** `delivery`: it came by itself, as a row of the ledger. */
  readonly messages: readonly { readonly text: string; readonly delivery?: string }[];
  readonly question: { readonly id: string } | null;
}

/** What a message says; the contract's body without `id` and `at`. */
export interface Words {
  readonly text?: string;
  readonly choice?: string | string[];
  readonly locale?: string;
}

/** A family's end of the contract: one conversation over HTTP. */
export class Family {
  readonly #url: () => string;
  token: string | null = null;
  /** The turn that she has seen: of the last answer, or of the page as it was last looked at. */
  #seen: number | null = null;
  /** Every answer that the server acknowledged, in order. */
  readonly acknowledged: { readonly id: string; readonly reply: ChatMessageReply }[] = [];
  last: ChatMessageReply | null = null;

  /** @param url Of the server; or which of several takes the next request. */
  constructor(url: string | (() => string)) {
    this.#url = typeof url === 'string' ? () => url : url;
  }

  #message(words: Words, id: string): { headers: Record<string, string>; body: string } {
    return {
      headers: { 'content-type': 'application/json', ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) },
      body: JSON.stringify({ id, ...words, ...(this.#seen === null ? {} : { at: this.#seen }) }),
    };
  }

  async send(words: Words, id: string = randomUUID()): Promise<ChatMessageReply> {
    const response = await fetch(`${this.#url()}/chat/messages`, { method: 'POST', ...this.#message(words, id) });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const reply = (await response.json()) as ChatMessageReply;
    this.token ??= reply.token ?? null;
    this.last = reply;
    this.#seen = reply.turn;
    this.acknowledged.push({ id, reply });
    return reply;
  }

  /** Sends, and calls `cut` as soon as the bytes have left: she cannot know whether they were kept. */
  async sendInto(cut: () => Promise<void>, words: Words, id: string): Promise<void> {
    const { headers, body } = this.#message(words, id);
    const request = httpRequest(`${this.#url()}/chat/messages`, { method: 'POST', headers });
    const over = new Promise<void>((resolve) => {
      request.on('error', () => resolve());
      request.on('response', (response) =>
        response
          .resume()
          .on('error', () => resolve())
          .on('close', () => resolve()),
      );
    });
    await new Promise<void>((sent) => request.end(body, sent));
    await cut();
    await over;
  }

  /** The conversation so far, as the page would show it. */
  async history(): Promise<Shown> {
    const response = await fetch(`${this.#url()}/chat/messages`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const shown = (await response.json()) as Shown;
    this.#seen = shown.turn;
    return shown;
  }
}

/** Plays a persona over HTTP, by question id, as its driver notes say. Returns the questions in the order they were asked. */
export async function play(
  family: Family,
  persona: Persona,
  send: (words: Words) => Promise<ChatMessageReply> = (words) => family.send(words),
): Promise<string[]> {
  const asked: string[] = [];
  const uses = new Map<string, number>();
  const interrupts = [...persona.interrupts];
  let reply = await send({ locale: persona.locale });
  for (let i = 0; i < 80 && reply.question !== null; i += 1) {
    const { id } = reply.question;
    if (!asked.includes(id)) asked.push(id);
    const at = interrupts.findIndex((entry) => entry.before === id);
    const [interrupt] = at >= 0 ? interrupts.splice(at, 1) : [];
    const answers = persona.answers[id];
    if (interrupt) reply = await send({ text: interrupt.say });
    else if (answers === undefined) reply = await send({ choice: 'skip' });
    else {
      const list = typeof answers === 'string' ? [answers] : answers;
      const used = uses.get(id) ?? 0;
      uses.set(id, used + 1);
      reply = await send({ text: list[Math.min(used, list.length - 1)] ?? '' });
    }
  }
  return asked;
}
