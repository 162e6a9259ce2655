import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Asked } from './twenty-questions.ts';

/** Which dialect the server speaks: our contract, or that of Botkit's web adapter. */
export interface Talk {
  readonly dialect: 'first-step' | 'botkit';
  readonly port: number;
  readonly questions: readonly Asked[];
}

export interface Measured {
  readonly turns: number;
  readonly seconds: number;
  /** Milliseconds of each turn, sorted. */
  readonly p50: number;
  readonly p99: number;
}

interface Request {
  readonly path: string;
  readonly headers: string;
  readonly body: string;
}

/** One conversation: what to send next, and whether the answer is the one that had to come. */
interface Conversation {
  next(): Request | null;
  heard(body: string): void;
}

function ours(questions: readonly Asked[]): Conversation {
  let place = -1;
  let token = '';
  let turn = 0;
  return {
    next() {
      const asked = questions[place];
      if (place >= 0 && asked === undefined) return null;
      const body = asked === undefined ? { id: randomUUID(), locale: 'en' } : { id: randomUUID(), text: asked.answer, at: turn };
      return { path: '/chat/messages', headers: token === '' ? '' : `Authorization: Bearer ${token}\r\n`, body: JSON.stringify(body) };
    },
    heard(body) {
      const reply = JSON.parse(body) as { token: string; turn: number; question: { id: string } | null };
      place += 1;
      const expected = questions[place]?.question;
      if (expected !== undefined && reply.question?.id !== expected)
        throw new Error(`asked ${reply.question?.id ?? 'nothing'} instead of ${expected}`);
      ({ token, turn } = reply);
    },
  };
}

function botkit(questions: readonly Asked[]): Conversation {
  const user = randomUUID();
  let place = -1;
  return {
    next() {
      const asked = questions[place];
      if (place >= 0 && asked === undefined) return null;
      return {
        path: '/api/messages',
        headers: '',
        body: JSON.stringify({ type: 'message', user, channel: 'webhook', text: asked?.answer ?? 'hello' }),
      };
    },
    heard(body) {
      place += 1;
      const expected = questions[place]?.text;
      if (expected === undefined) return;
      const said = JSON.parse(body) as { text: string }[];
      if (!said.some(({ text }) => text === expected)) throw new Error(`did not ask ${expected}`);
    },
  };
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** A connection that stays open: one request at a time, as a browser sends them. */
function keepAlive(port: number): { socket: Socket; ask(request: Request): Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = Buffer.alloc(0);
  let asked: Request | null = null;
  let waiting: { done: (body: string) => void; failed: (error: Error) => void } | null = null;
  const fail = (error: Error): void => waiting?.failed(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = received.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const from = end + HEAD_END.length;
    if (received.length < from + length) return;
    const body = received.toString('utf8', from, from + length);
    received = received.subarray(from + length);
    if (head.startsWith('HTTP/1.1 200')) waiting?.done(body);
    // Not saved in time on a machine that is too busy: sent again, as her browser does; the time goes on.
    else if (head.startsWith('HTTP/1.1 503') && asked !== null) send(asked);
    else fail(new Error(`${head.split('\r\n', 1)[0] ?? ''} ${body}`));
  });
  const send = ({ path, headers, body }: Request): void => {
    const length = Buffer.byteLength(body);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${headers}\r\n${body}`,
    );
  };
  return {
    socket,
    ask: (request) =>
      new Promise((done, failed) => {
        waiting = { done, failed };
        asked = request;
        send(request);
      }),
  };
}

/** Conversations one after the other on each connection, all connections at once. Throws on the first wrong answer. */
export async function keepTalking({
  dialect,
  port,
  questions,
  connections,
  seconds,
}: Talk & { connections: number; seconds: number }): Promise<Measured> {
  const begin = dialect === 'first-step' ? ours : botkit;
  const times: number[] = [];
  const from = performance.now();
  const until = from + seconds * 1_000;
  const talk = async (): Promise<void> => {
    const { socket, ask } = keepAlive(port);
    let conversation = begin(questions);
    while (performance.now() < until) {
      let request = conversation.next();
      if (request === null) {
        conversation = begin(questions);
        request = conversation.next();
      }
      if (request === null) break;
      const sent = performance.now();
      conversation.heard(await ask(request));
      times.push(performance.now() - sent);
    }
    socket.removeAllListeners('close').end();
  };
  await Promise.all(Array.from({ length: connections }, talk));
  const took = (performance.now() - from) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { turns: times.length, seconds: took, p50: at(0.5), p99: at(0.99) };
}

/** Begins conversations, takes a few turns in each and leaves them open. */
export async function openConversations(order: Talk & { conversations: number; turns: number; connections: number }): Promise<void> {
  const { dialect, port, questions, conversations, turns, connections } = order;
  const begin = dialect === 'first-step' ? ours : botkit;
  let left = conversations;
  const talk = async (): Promise<void> => {
    const { socket, ask } = keepAlive(port);
    for (; left > 0; ) {
      left -= 1;
      const conversation = begin(questions);
      for (let turn = 0; turn < turns; turn += 1) {
        const request = conversation.next();
        if (request) conversation.heard(await ask(request));
      }
    }
    socket.removeAllListeners('close').end();
  };
  await Promise.all(Array.from({ length: connections }, talk));
}
