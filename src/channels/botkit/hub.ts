import { type Activity, ActivityTypes, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder-core';
import { Botkit, type BotkitMessage, type BotkitPlugin, BotWorker } from 'botkit';
import type { Channel, HandleTurn, InboundTurn, OutboundMessage, SendResult, TurnReply } from '../channel.ts';
import type { Log } from '../../platform/log.ts';

/** How long plug-ins may take over one message, together. Then it goes on without them. */
const PLUGIN_MS = 1_000;

/** Botkit's points where plug-ins listen, as far as messages pass them here. */
type Point = 'ingest' | 'receive' | 'send';

/** `ware`, as Botkit uses it: each function calls `next`. */
interface Ware {
  readonly fns: readonly unknown[];
  run(bot: BotWorker, message: object, done: (error: unknown) => void): void;
}

/** A channel behind the hub. */
export interface Connected {
  /** The way in: what the channel verified and normalised. Rejects as the inbox does. */
  readonly handleTurn: HandleTurn;
  /** The way out: the same channel, its pushes seen by the plug-ins. */
  readonly channel: Channel;
}

export interface Hub {
  connect(channel: Channel): Connected;
  /** Attaches a Botkit plug-in: its `middlewares` `ingest`, `receive` and `send`. */
  usePlugin(plugin: BotkitPlugin): void;
  /** For plug-ins that want to listen to what passes an adapter, as Bot Framework middleware does. */
  adapterOf(channel: string): BotAdapter | null;
}

/** One channel as Botkit sees it. */
class ChannelAdapter extends BotAdapter {
  readonly #channel: Channel;
  /** Results of pushes, by the activity that carried them: they do not fit into a `ResourceResponse`. */
  readonly results = new WeakMap<object, SendResult>();

  constructor(channel: Channel) {
    super();
    this.#channel = channel;
  }

  /** Lets the context pass the adapter's middleware; `logic` runs at its end. */
  pass(context: TurnContext, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    return this.runMiddleware(context, logic);
  }

  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const sent: ResourceResponse[] = [];
    for (const activity of activities) {
      const push = activity.channelData as { outbound?: OutboundMessage } | undefined;
      if (push?.outbound) this.results.set(push.outbound, await this.#channel.send(push.outbound));
      sent.push({ id: activity.id ?? '' });
    }
    return sent;
  }

  updateActivity(): Promise<void> {
    return Promise.reject(new Error('a message that was sent is not changed'));
  }

  deleteActivity(): Promise<void> {
    return Promise.reject(new Error('a message that was sent is not taken back'));
  }

  continueConversation(): Promise<void> {
    return Promise.reject(new Error('a push goes through Channel.send'));
  }
}

const textOf = ({ content }: InboundTurn): string =>
  content.kind === 'choice' ? content.values.join(', ') : 'text' in content ? (content.text ?? '') : '';

function activityOf(channel: string, conversation: string, id: string, text: string): Partial<Activity> {
  return {
    type: ActivityTypes.Message,
    id,
    channelId: channel,
    serviceUrl: '',
    conversation: { id: conversation, name: '', isGroup: false, conversationType: 'personal' },
    from: { id: conversation, name: '' },
    recipient: { id: 'firststep', name: '' },
    text,
  };
}

function messageOf(
  activity: Partial<Activity>,
): Omit<BotkitMessage, 'reference' | 'incoming_message'> & { incoming_message: Partial<Activity> } {
  const { type = ActivityTypes.Message, text = '', conversation, from } = activity;
  return { type, text, user: from?.id ?? '', channel: conversation?.id ?? '', incoming_message: activity };
}

/** Waits for it, but not longer than plug-ins may take. */
async function withinLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PLUGIN_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/**
 * The channel hub. Each channel is a Botkit adapter; messages pass its middleware and Botkit's, where plug-ins attach.
 *
 * Promises: a plug-in that throws, hangs or forgets to call `next` costs no message and no answer; her words reach the
 * conversation as she wrote them, whatever a plug-in did to its copy. Non-promises: Botkit's dialogs, storage and web
 * server are off; a plug-in cannot answer in our place.
 */
export function createHub({ handleTurn, log }: { handleTurn: HandleTurn; log: Log }): Hub {
  const adapters = new Map<string, ChannelAdapter>();
  // An adapter must be given, or Botkit makes one for a service that we do not use.
  const controller = new Botkit({ disable_webserver: true, disable_console: true, adapter: {} });
  const troubled = (point: string, channel: string, error: unknown): void => log.error('plugin_failed', { kind: point, channel, error });

  /** Lets the plug-ins at one point see a message. Resolves in any case. */
  const show = (point: Point, context: TurnContext, activity: Partial<Activity>): Promise<void> => {
    const ware = controller.middleware[point] as Ware;
    if (ware.fns.length === 0) return Promise.resolve();
    const bot = new BotWorker(controller, { context });
    return new Promise((resolve) => {
      ware.run(bot, messageOf(activity), (error) => {
        if (error) troubled(point, activity.channelId ?? '', error);
        resolve();
      });
    });
  };

  const showReply = async (context: TurnContext, { conversation, turn, messages }: TurnReply): Promise<void> => {
    for (const [i, { text }] of messages.entries()) {
      await show('send', context, activityOf(context.activity.channelId, conversation, `${turn}.${i}`, text));
    }
  };

  /** The result is carried by our own promise: an exception inside nested handlers would be lost. */
  const receive = async (adapter: ChannelAdapter, inbound: InboundTurn): Promise<TurnReply> => {
    let answer: Promise<TurnReply> | null = null;
    const answered = (): Promise<TurnReply> => (answer ??= handleTurn(inbound));
    const context = new TurnContext(adapter, activityOf(inbound.channel, inbound.conversation, inbound.externalId, textOf(inbound)));
    const through = adapter.pass(context, async () => {
      await show('ingest', context, context.activity);
      await show('receive', context, context.activity);
      const [settled] = await Promise.allSettled([answered()]);
      if (settled.status === 'fulfilled') await showReply(context, settled.value);
    });
    await withinLimit(through.catch((error: unknown) => troubled('adapter', inbound.channel, error)));
    return answered();
  };

  const push = async (adapter: ChannelAdapter, channel: Channel, outbound: OutboundMessage): Promise<SendResult> => {
    const activity = { ...activityOf(channel.name, outbound.conversation, outbound.deliveryId, outbound.text), channelData: { outbound } };
    const context = new TurnContext(adapter, activity);
    const through = adapter.pass(context, async () => {
      await withinLimit(show('send', context, activity));
      await context.sendActivity(activity);
    });
    const [settled] = await Promise.allSettled([through]);
    const result = adapter.results.get(outbound);
    if (result) return result;
    if (settled.status === 'rejected') throw settled.reason;
    return { state: 'failed', reason: 'stopped_by_plugin', permanent: false };
  };

  return {
    connect(channel) {
      if (adapters.has(channel.name)) throw new Error(`channel "${channel.name}" is connected already`);
      const adapter = new ChannelAdapter(channel);
      adapters.set(channel.name, adapter);
      return {
        handleTurn: (inbound) => receive(adapter, inbound),
        channel: { name: channel.name, send: (outbound) => push(adapter, channel, outbound) },
      };
    },
    usePlugin: (plugin) => controller.usePlugin(plugin),
    adapterOf: (channel) => adapters.get(channel) ?? null,
  };
}
