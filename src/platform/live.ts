import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Log } from './log.ts';
import { connectRedis } from './redis.ts';

/** Something changed: which kind of thing, and its id. Never content. */
export interface LiveNews {
  readonly type: 'referral' | 'alert' | 'visit' | 'delivery' | 'chat' | 'presence';
  readonly id: string;
}

/**
 * News for open pages, in all processes. Promises: never throws, never blocks. Non-promise: delivery; whoever listens
 * fetches again from time to time.
 */
export interface Live {
  publish(news: LiveNews): void;
  subscribe(listener: (news: LiveNews) => void): () => void;
  close(): void;
}

const TYPES: readonly string[] = ['referral', 'alert', 'visit', 'delivery', 'chat', 'presence'];

function parseNews(text: string): LiveNews | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { type, id } = value as { type?: unknown; id?: unknown };
    return typeof id === 'string' && typeof type === 'string' && TYPES.includes(type) ? { type: type as LiveNews['type'], id } : null;
  } catch {
    return null; // not ours: another program on the same channel name
  }
}

/** News over Redis; while Redis is away, within this process. */
export function createLive(url: string, prefix: string, log: Log): Live {
  const channel = `${prefix}:live`;
  const here = new EventEmitter();
  here.setMaxListeners(0);
  const sender: Redis = connectRedis(url, 'producer', log);
  const receiver: Redis = connectRedis(url, 'worker', log);
  receiver.subscribe(channel).catch((error: unknown) => log.warn('live_not_subscribed', { error }));
  receiver.on('message', (_channel, text) => {
    const news = parseNews(text);
    if (news) here.emit('news', news);
  });
  return {
    publish(news) {
      if (sender.status !== 'ready') {
        here.emit('news', news);
        return;
      }
      sender.publish(channel, JSON.stringify(news)).catch((error: unknown) => {
        log.warn('live_not_sent', { kind: news.type, error });
        here.emit('news', news);
      });
    },
    subscribe(listener) {
      here.on('news', listener);
      return () => here.off('news', listener);
    },
    close() {
      sender.disconnect();
      receiver.disconnect();
    },
  };
}
