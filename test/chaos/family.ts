import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Asked, Words } from './script.ts';
import { type Answer, type Wire, WireError } from './wire.ts';

/** The page's form of an answer, as far as it is compared. */
export interface Reply {
  readonly turn: number;
  readonly messages: readonly { readonly text: string }[];
  readonly question: Asked | null;
  readonly progress: number;
  readonly ended: boolean;
  readonly lang: string | null;
  readonly hidden: boolean;
  readonly forgotten: boolean;
}

/** An acknowledged message: what she was told, and so must be kept. */
export interface Told {
  readonly id: string;
  readonly turn: number;
  /** The last turn that was acknowledged before this message left: hers must come after it. */
  readonly after: number;
  readonly reply: string;
  readonly forgotten: boolean;
}

/** What a look at the page shows. */
export interface Look {
  readonly turn: number;
  readonly question: Asked | null;
  readonly messages: readonly { readonly from: string; readonly text: string; readonly turn?: number; readonly delivery?: string }[];
}

/** One family's end of the contract, and all that it was told. */
export interface Family {
  readonly index: number;
  token: string | null;
  /** Null before the first answer. */
  conversation: string | null;
  last: Reply | null;
  readonly sent: Map<string, Words>;
  readonly told: Told[];
  /** Messages that were answered differently when they came again. */
  readonly differing: Set<string>;
  /** What contradicts the contract. */
  readonly faults: string[];
}

/** What of an answer must be the same whenever it is given. */
export const sumOf = ({ turn, messages, question, progress, ended, lang, hidden, forgotten }: Reply): string =>
  createHash('sha256')
    .update(JSON.stringify([turn, messages.map(({ text }) => text), question, progress, ended, lang, hidden, forgotten]))
    .digest('base64')
    .slice(0, 22);

export const newFamily = (index: number): Family => ({
  index,
  token: null,
  conversation: null,
  last: null,
  sent: new Map(),
  told: [],
  differing: new Set(),
  faults: [],
});

export interface Line {
  readonly wire: Wire;
  readonly ports: readonly number[];
  readonly counts: Counts;
}

/** What happened on the way, over all families. */
export interface Counts {
  messages: number;
  acknowledged: number;
  retries: number;
  duplicates: number;
  atOnce: number;
  late: number;
  stale: number;
  anew: number;
  looks: number;
}

export const newCounts = (): Counts => ({
  messages: 0,
  acknowledged: 0,
  retries: 0,
  duplicates: 0,
  atOnce: 0,
  late: 0,
  stale: 0,
  anew: 0,
  looks: 0,
});

/** A stopped server keeps her waiting so long, then the page tries again. */
const TIMEOUT_MS = 5_000;
const PAUSES_MS = [200, 400, 800, 1_500, 3_000];
/** A message that is not acknowledged after this counts as lost service; faults never last so long. */
const PATIENCE_MS = 240_000;

const headersOf = ({ token }: Family): Record<string, string> => ({
  'x-firststep-page': '1',
  ...(token === null ? {} : { cookie: `chat=${token}` }),
});

function keepCookie(family: Family, { cookies }: Answer): void {
  for (const cookie of cookies) {
    const [, value] = /^chat=([^;]*)/.exec(cookie) ?? [];
    if (value === undefined || value === '') continue;
    family.token = value;
    family.conversation = value.slice(0, value.lastIndexOf('.'));
  }
}

/** Sends one message until it is acknowledged, always under the same id, as the page does. Null: it can begin nothing any more. */
export async function say(
  line: Line,
  family: Family,
  words: Words,
  options: { id?: string; seen?: number | null; first?: number } = {},
): Promise<Reply | null> {
  const { wire, ports, counts } = line;
  const { id = randomUUID(), seen = family.last?.turn ?? null, first = family.index } = options;
  family.sent.set(id, words);
  counts.messages += 1;
  const body = { id, ...words, ...(seen === null ? {} : { at: seen }) };
  const after = family.told.reduce((most, told) => Math.max(most, told.turn), 0);
  const begun = performance.now();
  for (let attempt = 0; performance.now() - begun < PATIENCE_MS; attempt += 1) {
    if (attempt > 0) counts.retries += 1;
    const pause = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;
    try {
      const port = ports[(first + attempt) % ports.length] ?? 0;
      const answer = await wire.send({
        port,
        method: 'POST',
        path: '/chat/messages',
        headers: headersOf(family),
        body,
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.status === 200) return acknowledged(line, family, { id, after }, answer);
      if (answer.status === 401 && family.token === null) return null;
      if (answer.status < 500 && answer.status !== 429) {
        family.faults.push(`message ${id}: status ${answer.status}`);
        return null;
      }
      await wait(answer.status === 429 ? answer.retryAfter * 1_000 : pause);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      await wait(pause);
    }
  }
  family.faults.push(`message ${id}: not acknowledged for ${PATIENCE_MS / 1_000} s`);
  return null;
}

function acknowledged({ counts }: Line, family: Family, { id, after }: { id: string; after: number }, answer: Answer): Reply {
  keepCookie(family, answer);
  const reply = answer.body as Reply;
  counts.acknowledged += 1;
  const before = family.told.find((told) => told.id === id);
  const sum = sumOf(reply);
  if (!before) family.told.push({ id, turn: reply.turn, after, reply: sum, forgotten: reply.forgotten });
  else if (before.reply !== sum) family.differing.add(id);
  if (family.last === null || reply.turn >= family.last.turn) family.last = reply;
  return reply;
}

/** The page as it stands; null when no server tells it now. */
export async function look({ wire, ports, counts }: Line, family: Family, first = family.index): Promise<Look | null> {
  counts.looks += 1;
  try {
    const port = ports[first % ports.length] ?? 0;
    const answer = await wire.send({ port, method: 'GET', path: '/chat/messages', headers: headersOf(family), timeoutMs: TIMEOUT_MS });
    return answer.status === 200 ? (answer.body as Look) : null;
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}
