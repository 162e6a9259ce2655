import type { Request } from 'express';
import { readCookie } from './cookies.ts';
import { type Shown, whatIsShown } from './discreet.ts';
import type { ChatHistory, Delivery, WebchatDeps } from './ports.ts';
import { createViewGrants } from './view-grant.ts';

export interface View {
  readonly history: ChatHistory;
  readonly shown: Shown;
  readonly deliveries: readonly Delivery[];
  /** She left in a hurry and has not come back: nothing at all is shown. */
  readonly isAway: boolean;
}

export type Views = ReturnType<typeof createViews>;

/** What of a conversation may be on the screen of the one who asks. */
export function createViews(deps: Pick<WebchatDeps, 'history' | 'deliveries' | 'hmac' | 'clock' | 'secureCookies'>) {
  const grants = createViewGrants(deps.hmac);
  const { secureCookies: secure } = deps;

  return {
    grants,
    /** Null: nobody is known there (any more). */
    async of(request: Request, conversation: string): Promise<View | null> {
      const [history, deliveries] = await Promise.all([deps.history(conversation), deps.deliveries.pending(conversation)]);
      if (!history) return null;
      const { cookie } = request.headers;
      const left = readCookie(cookie, 'away', secure);
      const leftAt = left !== null && /^\d{1,15}$/.test(left) ? new Date(Number(left)) : null;
      const openedAt = grants.read(readCookie(cookie, 'view', secure), conversation);
      const { turns, lastActivityAt, current } = history;
      const shown = whatIsShown({ turns, lastActivityAt, now: deps.clock.now(), openedAt, leftAt, hidden: current.hidden });
      const leftLast = leftAt !== null && leftAt.getTime() >= Math.max(Date.parse(lastActivityAt), openedAt?.getTime() ?? 0);
      return { history, shown, deliveries, isAway: current.hidden || leftLast };
    },
    /** Marks what the sender now has on the screen; a browser that fetches ahead shows nothing. */
    async markSeen(request: Request, conversation: string, deliveries: readonly Delivery[]): Promise<void> {
      const ahead = request.headers['sec-purpose'] ?? request.headers['purpose'];
      if (deliveries.length === 0 || ahead !== undefined) return;
      await deps.deliveries.seen(conversation, deliveries.map(({ id }) => id));
    },
  };
}
