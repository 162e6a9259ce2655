import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Hmac } from '../../platform/hmac.ts';
import type { Log } from '../../platform/log.ts';

/** What is counted. Whoever holds a conversation is counted by it; only who has none, or guesses, by address. */
export type Counted = 'message' | 'address' | 'begin' | 'return';

interface Limit {
  readonly points: number;
  readonly seconds: number;
}

/** Far above what fingers do. Many share one address (a clinic, a mobile network), so those are wide. */
export const CHAT_LIMITS: Readonly<Record<Counted, Limit>> = {
  message: { points: 120, seconds: 60 },
  address: { points: 2_400, seconds: 60 },
  begin: { points: 120, seconds: 600 },
  return: { points: 20, seconds: 3_600 },
};

export interface ChatLimiter {
  /** Counts one; returns the seconds to wait, or 0. Never rejects, and never waits for a Redis that is away. */
  count(what: Counted, who: string): Promise<number>;
}

/** An address of this machine is a proxy in front of us or its operator: it says nothing about who writes. */
const isLoopback = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\./.test(address);

/** The first messages of a conversation in each window are counted by its process alone: fingers never get beyond. */
const OWN_SHARE = 1 / 4;

/**
 * Counts in Redis, so that all processes count together; in this process alone while Redis is away, and for the first
 * quarter of a conversation's messages, which spares nearly every message the way to Redis. Redis sees keyed hashes, never
 * an address.
 */
export function createChatLimiter(options: {
  redis: Redis | null;
  hmac: Hmac;
  log: Log;
  limits?: Partial<Record<Counted, Limit>>;
}): ChatLimiter {
  const { redis, hmac, log } = options;
  const limitOf = (what: Counted): Limit => options.limits?.[what] ?? CHAT_LIMITS[what];
  const own = redis ? Math.floor(limitOf('message').points * OWN_SHARE) : 0;
  const ownMessages = new RateLimiterMemory({ points: own, duration: limitOf('message').seconds });
  const make = (what: Counted): RateLimiterMemory | RateLimiterRedis => {
    const { points, seconds } = limitOf(what);
    const counting = { keyPrefix: `chat_${what}`, points: what === 'message' ? points - own : points, duration: seconds };
    const insurance = new RateLimiterMemory(counting);
    return redis
      ? new RateLimiterRedis({ ...counting, storeClient: redis, insuranceLimiter: insurance, rejectIfRedisNotReady: true })
      : insurance;
  };
  const limiters = { message: make('message'), address: make('address'), begin: make('begin'), return: make('return') };

  const isOfOwnShare = async (conversation: string): Promise<boolean> => {
    const { consumedPoints = 0 } = (await ownMessages.get(conversation)) ?? {};
    if (consumedPoints >= own) return false;
    await ownMessages.consume(conversation);
    return true;
  };

  return {
    async count(what, who) {
      if (what !== 'message' && isLoopback(who)) return 0;
      try {
        if (what === 'message' && own > 0 && (await isOfOwnShare(who))) return 0;
        await limiters[what].consume(hmac.digest('rate', what, who));
        return 0;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
        log.error('limiter_failed', { kind: what, error: refused });
        return 0; // without a count nobody is held back
      }
    },
  };
}
