import type { Request } from 'express';
import { COMMAND_WORDS } from './chat-request.ts';
import { readCookie } from './cookies.ts';
import { type Shown, whatIsShown } from './discreet.ts';
import type { ChatHistory, Delivery, WebchatDeps } from './ports.ts';
import { createViewGrants } from './view-grant.ts';

export interface View {
  readonly history: ChatHistory;
  readonly shown: Shown;
  readonly deliveries: readonly Delivery[];
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
      const [told, deliveries] = await Promise.all([deps.history(conversation), deps.deliveries.pending(conversation)]);
      if (!told) return null;
      // The exit button speaks for her, but it is no sign that she is back, and nothing to look at.
      const history = { ...told, turns: told.turns.filter(({ mine }) => mine !== COMMAND_WORDS.exit) };
      const { cookie } = request.headers;
      const left = readCookie(cookie, 'away', secure);
      const leftThrough = left !== null && /^\d{1,9}$/.test(left) ? Number(left) : null;
      const openedAt = grants.read(readCookie(cookie, 'view', secure), conversation);
      const { turns, lastActivityAt, current } = history;
      const shown = whatIsShown({ turns, lastActivityAt, now: deps.clock.now(), openedAt, leftThrough, hidden: current.hidden });
      return { history, shown, deliveries };
    },
    /** Marks what the sender now has on the screen; a browser that fetches ahead shows nothing. */
    async markSeen(request: Request, conversation: string, deliveries: readonly Delivery[]): Promise<void> {
      const ahead = request.headers['sec-purpose'] ?? request.headers['purpose'];
      if (deliveries.length === 0 || ahead !== undefined) return;
      await deps.deliveries.seen(
        conversation,
        deliveries.map(({ id }) => id),
      );
    },
  };
}
