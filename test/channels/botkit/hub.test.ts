import { describe, expect, test } from '@jest/globals';
import { createHub } from '../../../src/channels/botkit/hub.ts';
import type { Channel, HandleTurn, InboundTurn, OutboundMessage, TurnReply } from '../../../src/channels/channel.ts';
import { createLog, silentLog } from '../../../src/platform/log.ts';

const INBOUND: InboundTurn = {
  channel: 'web',
  conversation: 'web-1',
  externalId: 'm1',
  content: { kind: 'text', text: 'bleeding' },
  seen: 3,
};
const REPLY: TurnReply = {
  conversation: 'web-1',
  turn: 4,
  lang: 'en',
  messages: [{ text: 'Call 119' }, { text: 'Which area?' }],
  question: null,
  progress: 0.5,
  ended: false,
  hidden: false,
  forgotten: false,
};
const PUSH: OutboundMessage = { deliveryId: 'd1', conversation: 'web-1', text: 'Tomorrow at 10', lang: 'en' };
const channel: Channel = { name: 'web', send: () => Promise.resolve({ state: 'sent' }) };

function open(options: { handleTurn?: HandleTurn; channel?: Channel } = {}) {
  const heard: InboundTurn[] = [];
  const lines: string[] = [];
  const log = createLog({ destination: { write: (line) => void lines.push(line) } });
  const handleTurn: HandleTurn = options.handleTurn ?? ((turn) => Promise.resolve((heard.push(turn), REPLY)));
  const hub = createHub({ handleTurn, log });
  return { hub, heard, lines, web: hub.connect(options.channel ?? channel) };
}

type Middleware = (bot: unknown, message: { text?: string }, next: (error?: Error) => void) => void;
const plugin = (middlewares: Record<string, Middleware[]>) => ({ name: 'test', middlewares });

describe('the way in', () => {
  test('a message goes through, and its answer comes back', async () => {
    const { web, heard } = open();
    expect(await web.handleTurn(INBOUND)).toBe(REPLY);
    expect(heard).toEqual([INBOUND]);
  });

  test('plug-ins see what comes and what is answered', async () => {
    const { hub, web } = open();
    const seen: string[] = [];
    const note =
      (point: string): Middleware =>
      (_bot, message, next) => {
        seen.push(`${point}: ${message.text}`);
        next();
      };
    hub.usePlugin(plugin({ ingest: [note('ingest')], receive: [note('receive')], send: [note('send')] }));
    await web.handleTurn(INBOUND);
    expect(seen).toEqual(['ingest: bleeding', 'receive: bleeding', 'send: Call 119', 'send: Which area?']);
  });

  test('adapter middleware sees each message of its channel', async () => {
    const { hub, web } = open();
    const seen: string[] = [];
    hub.adapterOf('web')?.use(async (context, next) => {
      seen.push(`${context.activity.channelId} ${context.activity.conversation.id} ${context.activity.id}`);
      await next();
    });
    await web.handleTurn(INBOUND);
    await web.channel.send(PUSH);
    expect(seen).toEqual(['web web-1 m1', 'web web-1 d1']);
  });

  test('her words arrive as she wrote them, whatever a plug-in does to its copy', async () => {
    const { hub, web, heard } = open();
    hub.usePlugin(plugin({ ingest: [(_bot, message, next) => ((message.text = ''), next())] }));
    await web.handleTurn(INBOUND);
    expect(heard).toEqual([INBOUND]);
  });

  test.each<[string, Middleware]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['reports an error', (_bot, _message, next) => next(new Error('broken'))],
    ['hangs', () => {}],
  ])('a plug-in that %s costs no message and no answer', async (_name, middleware) => {
    const { hub, web, heard } = open();
    for (const point of ['ingest', 'receive', 'send']) hub.usePlugin({ ...plugin({ [point]: [middleware] }), name: point });
    expect(await web.handleTurn(INBOUND)).toBe(REPLY);
    expect(heard).toEqual([INBOUND]);
  });

  test('adapter middleware that stops or throws costs no message and no answer', async () => {
    for (const middleware of [() => Promise.resolve(), () => Promise.reject(new Error('broken'))]) {
      const { hub, web, heard } = open();
      hub.adapterOf('web')?.use(middleware);
      expect(await web.handleTurn(INBOUND)).toBe(REPLY);
      expect(heard).toEqual([INBOUND]);
    }
  });

  test('what the inbox rejects with reaches the channel, and the message is tried once', async () => {
    let tries = 0;
    const trouble = new Error('not saved');
    const { web } = open({ handleTurn: () => ((tries += 1), Promise.reject(trouble)) });
    await expect(web.handleTurn(INBOUND)).rejects.toBe(trouble);
    expect(tries).toBe(1);
  });

  test('trouble of a plug-in is logged without a word of hers', async () => {
    const { hub, web, lines } = open();
    hub.usePlugin(plugin({ ingest: [(_bot, message, next) => next(new Error(`saw ${message.text}`))] }));
    await web.handleTurn(INBOUND);
    expect(lines.join('')).toMatch(/plugin_failed/);
    expect(lines.join('')).not.toMatch(/bleeding/);
  });

  test('many at once keep to themselves', async () => {
    const { web } = open({ handleTurn: (turn) => Promise.resolve({ ...REPLY, conversation: turn.conversation }) });
    const many = Array.from({ length: 200 }, (_, i) => ({ ...INBOUND, conversation: `web-${i}`, externalId: `m${i}` }));
    const replies = await Promise.all(many.map((turn) => web.handleTurn(turn)));
    expect(replies.map(({ conversation }) => conversation)).toEqual(many.map(({ conversation }) => conversation));
  });
});

describe('the way out', () => {
  test('a push passes the plug-ins and reports what the channel reports', async () => {
    const failed = { state: 'failed', reason: 'blocked', permanent: true } as const;
    const { hub, web } = open({ channel: { name: 'web', send: () => Promise.resolve(failed) } });
    const seen: string[] = [];
    hub.usePlugin(plugin({ send: [(_bot, message, next) => (seen.push(message.text ?? ''), next())] }));
    expect(await web.channel.send(PUSH)).toBe(failed);
    expect(seen).toEqual(['Tomorrow at 10']);
  });

  test('what the channel throws is thrown', async () => {
    const { web } = open({ channel: { name: 'web', send: () => Promise.reject(new Error('no network')) } });
    await expect(web.channel.send(PUSH)).rejects.toThrow('no network');
  });

  test('a push that middleware stops is not called sent', async () => {
    const { hub, web } = open();
    hub.adapterOf('web')?.use(() => Promise.resolve());
    expect(await web.channel.send(PUSH)).toEqual({ state: 'failed', reason: 'stopped_by_plugin', permanent: false });
  });
});

test('a channel is connected once', () => {
  const { hub } = open();
  expect(() => hub.connect(channel)).toThrow('connected already');
  expect(hub.adapterOf('line')).toBeNull();
  expect(createHub({ handleTurn: () => Promise.resolve(REPLY), log: silentLog }).adapterOf('web')).toBeNull();
});
