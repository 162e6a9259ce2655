import type { IncomingHttpHeaders } from 'node:http';
import { type RequestHandler, type Response, Router } from 'express';
import type { Live, LiveNews } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import { type Action, mayDo, type Resource, staffOf, type StaffMember } from '../staff/index.ts';

/** Keeps proxies from closing a silent stream, and notices who signed out. */
const HEARTBEAT_MS = 20_000;
/** Bytes that a reader may leave unread before it is let go; it comes back by itself. */
const MAX_UNREAD = 64 * 1024;

/** What somebody must be allowed to read to hear of it. News of chats are the family page's affair. */
const READS: Readonly<Partial<Record<LiveNews['type'], Action>>> = {
  referral: 'referral.read',
  alert: 'alert.read',
  visit: 'visit.read',
  delivery: 'delivery.read',
  presence: 'referral.read',
};

interface Listener {
  readonly response: Response;
  readonly headers: IncomingHttpHeaders;
  staff: StaffMember;
}

export interface EventDeps {
  readonly live: Live;
  readonly signedIn: () => RequestHandler;
  /** Whose request this is now; does not renew the session. */
  readonly readSession: (
    headers: IncomingHttpHeaders,
    options: { readonly renew: false },
  ) => Promise<{ readonly staff: StaffMember } | null>;
  /** Whose record the news are about; null when there is none (any more). */
  readonly resourceOf: (news: LiveNews) => Promise<Resource | null>;
  readonly log: Log;
  readonly heartbeatMs?: number;
}

/** `GET /api/events`: server-sent events with ids only, each to those who may read what it is about. */
export function eventRoutes({ live, signedIn, readSession, resourceOf, log, heartbeatMs = HEARTBEAT_MS }: EventDeps): {
  readonly router: Router;
  close(): void;
} {
  const listeners = new Set<Listener>();

  const letGo = (listener: Listener): void => {
    listeners.delete(listener);
    listener.response.end();
  };
  const send = (listener: Listener, text: string): void => {
    if (listener.response.writableLength > MAX_UNREAD) letGo(listener);
    else listener.response.write(text);
  };

  const tell = async (news: LiveNews): Promise<void> => {
    const action = READS[news.type];
    if (!action || listeners.size === 0) return;
    const resource = await resourceOf(news);
    if (!resource) return;
    const text = `event: ${news.type}\ndata: ${JSON.stringify({ type: news.type, id: news.id })}\n\n`;
    for (const listener of listeners) if (mayDo(listener.staff, action, resource)) send(listener, text);
  };
  const unsubscribe = live.subscribe((news) => {
    tell(news).catch((error: unknown) => log.warn('event_not_told', { kind: news.type, error }));
  });

  const check = async (listener: Listener): Promise<void> => {
    const signed = await readSession(listener.headers, { renew: false });
    if (!signed) {
      letGo(listener);
      return;
    }
    listener.staff = signed.staff;
    send(listener, ': here\n\n');
  };
  const heartbeat = setInterval(() => {
    for (const listener of listeners) check(listener).catch((error: unknown) => log.warn('listener_not_checked', { error }));
  }, heartbeatMs);
  heartbeat.unref();

  const router = Router();
  router.get('/api/events', signedIn(), (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write('retry: 3000\n\n');
    const listener: Listener = { response, headers: request.headers, staff: staffOf(response) };
    listeners.add(listener);
    response.on('close', () => listeners.delete(listener));
  });

  return {
    router,
    /** Ends all streams; before the server stops. */
    close() {
      clearInterval(heartbeat);
      unsubscribe();
      for (const listener of listeners) letGo(listener);
    },
  };
}
