import { setTimeout as wait } from 'node:timers/promises';
import type { Alert, ReferralDetail } from '../../src/contract/referrals.ts';
import type { Visit } from '../../src/contract/visits.ts';
import type { z } from 'zod';
import { type Answer, type Wire, WireError } from './wire.ts';

export interface Login {
  readonly email: string;
  readonly password: string;
}

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 500;

export type Detail = z.output<typeof ReferralDetail>;

/** A staff member's end of the API. What comes back null may have been done or not: the caller looks again. */
export interface Desk {
  /** Signs in; tries again while no server takes it. */
  signIn(): Promise<void>;
  referral(id: string): Promise<Detail | null>;
  /** None when no server tells them now. */
  alerts(): Promise<readonly z.output<typeof Alert>[]>;
  post(path: string, body: unknown): Promise<Answer | null>;
}

export function createDesk(wire: Wire, ports: readonly number[], { email, password }: Login): Desk {
  let cookie = '';
  let turn = 0;

  const call = async (method: string, path: string, body?: unknown): Promise<Answer | null> => {
    const port = ports[turn++ % ports.length] ?? 0;
    try {
      const origin = `http://127.0.0.1:${port}`;
      return await wire.send({
        port,
        method,
        path,
        body,
        headers: { origin, ...(cookie === '' ? {} : { cookie }) },
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      if (error instanceof WireError) return null;
      throw error;
    }
  };
  const signIn = async (): Promise<void> => {
    for (;;) {
      const answer = await call('POST', '/api/auth/sign-in/email', { email, password });
      if (answer?.status === 200) {
        cookie = answer.cookies.map((line) => line.split(';')[0]).join('; ');
        return;
      }
      await wait(answer?.status === 429 ? answer.retryAfter * 1_000 : PAUSE_MS);
    }
  };
  const signedIn = async (method: string, path: string, body?: unknown): Promise<Answer | null> => {
    const answer = await call(method, path, body);
    if (answer?.status !== 401) return answer;
    await signIn();
    return call(method, path, body);
  };

  return {
    signIn,
    async referral(id) {
      const answer = await signedIn('GET', `/api/referrals/${id}`);
      return answer?.status === 200 ? (answer.body as Detail) : null;
    },
    async alerts() {
      const answer = await signedIn('GET', '/api/alerts');
      return answer?.status === 200 ? (answer.body as { items: z.output<typeof Alert>[] }).items : [];
    },
    post: (path, body) => signedIn('POST', path, body),
  };
}

/** What staff were told about a visit; so it must be so. */
export interface KnownVisit {
  readonly id: string;
  readonly referralId: string;
  /** The newest version that was acknowledged. */
  version: number;
  startsAt: string;
  state: z.output<typeof Visit>['state'];
}
