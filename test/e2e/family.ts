import { randomUUID } from 'node:crypto';
import type { ChatMessageReply } from '../../src/contract/chat.ts';
import type { Persona } from '../../src/conversation/simulate.ts';

/** The conversation as the page shows it. */
export interface Shown {
  readonly turn: number;
  /** `delivery`: it came by itself, as a row of the ledger. */
  readonly messages: readonly { readonly text: string; readonly delivery?: string }[];
  readonly question: { readonly id: string } | null;
}

/** A family's end of the contract: one conversation over HTTP. */
export class Family {
  readonly #url: string;
  token: string | null = null;
  /** The turn that she has seen: of the last answer, or of the page as it was last looked at. */
  #seen: number | null = null;
  /** Every answer that the server acknowledged, in order. */
  readonly acknowledged: { readonly id: string; readonly reply: ChatMessageReply }[] = [];
  last: ChatMessageReply | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async send(body: { text?: string; choice?: string | string[]; locale?: string }, id: string = randomUUID()): Promise<ChatMessageReply> {
    const response = await fetch(`${this.#url}/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) },
      body: JSON.stringify({ id, ...body, ...(this.#seen === null ? {} : { at: this.#seen }) }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const reply = (await response.json()) as ChatMessageReply;
    this.token ??= reply.token ?? null;
    this.last = reply;
    this.#seen = reply.turn;
    this.acknowledged.push({ id, reply });
    return reply;
  }

  /** The conversation so far, as the page would show it. */
  async history(): Promise<Shown> {
    const response = await fetch(`${this.#url}/chat/messages`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const shown = (await response.json()) as Shown;
    this.#seen = shown.turn;
    return shown;
  }
}

/** Plays a persona over HTTP, by question id, as its driver notes say. `before` runs before each message. */
export async function play(family: Family, persona: Persona, before: () => Promise<void> = async () => undefined): Promise<string[]> {
  const asked: string[] = [];
  const uses = new Map<string, number>();
  const interrupts = [...persona.interrupts];
  let reply = await family.send({ locale: persona.locale });
  for (let i = 0; i < 80 && reply.question !== null; i += 1) {
    const { id } = reply.question;
    if (!asked.includes(id)) asked.push(id);
    await before();
    const at = interrupts.findIndex((entry) => entry.before === id);
    const [interrupt] = at >= 0 ? interrupts.splice(at, 1) : [];
    const answers = persona.answers[id];
    if (interrupt) reply = await family.send({ text: interrupt.say });
    else if (answers === undefined) reply = await family.send({ choice: 'skip' });
    else {
      const list = typeof answers === 'string' ? [answers] : answers;
      const used = uses.get(id) ?? 0;
      uses.set(id, used + 1);
      reply = await family.send({ text: list[Math.min(used, list.length - 1)] ?? '' });
    }
  }
  return asked;
}
