import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Problem } from '../../../src/contract/problem.ts';
import {
  AcceptReferral,
  type Alert,
  DeclineReferral,
  LiveEvent,
  type ReferralDetail,
  ReferralList,
  WhatIf,
  SnoozeReferral,
  WakeReferral,
} from '../../../src/contract/referrals.ts';
import { type Presence, QueueFilter, type SavedView, SaveView } from '../../../src/contract/queue.ts';
import { Me } from '../../../src/contract/staff.ts';
import { BookVisit, CancelVisit, MoveVisit, Visit } from '../../../src/contract/visits.ts';
import { alerts, myVisits, NOW, referrals, savers } from './families.ts';
import { whatIfOf } from './what-if-answer.ts';
import { countsOf, narrowed } from './fixture-queue.ts';

/** Lines of the first page of the queue. */
const FIRST_PAGE = 5;
const NONCE = 'bm9uY2Utb2YtYS10ZXN0';
export const PASSWORD = 'correct horse battery staple';

export interface FixtureServer {
  readonly url: string;
  /** State that a test may look at or change; a change is not told to the browser until `tell`. */
  readonly state: {
    referrals: ReferralDetail[];
    alerts: Alert[];
    savers: ReturnType<typeof savers>;
    myVisits: ReturnType<typeof myVisits>;
    views: SavedView[];
    presence: Presence[];
    signedIn: boolean;
    role: Me['role'];
    /** The next POST to a path that ends so is refused with this problem. */
    refuse: { readonly path: string; readonly problem: Problem } | null;
    /** Every POST that came in: `path` and body. */
    readonly posts: { path: string; body: unknown }[];
    calendar: string;
  };
  tell(event: LiveEvent): void;
  close(): Promise<void>;
}

const problem = (status: number, slug: string, more: Partial<Problem> = {}): Problem => ({
  type: `https://firststep.example/problems/${slug}`,
  title: slug,
  status,
  ...more,
});

const refused = (response: Response, document: Problem): void => {
  response.status(document.status).type('application/problem+json').send(JSON.stringify(document));
};

/** Serves a built console with answers that keep to the contract; stands in for the API, with its strict content policy. */
export async function serveConsole(folder: string): Promise<FixtureServer> {
  const state: FixtureServer['state'] = {
    referrals: referrals(),
    alerts: alerts(),
    savers: savers(),
    myVisits: myVisits(),
    views: [{ id: 'view-1', name: '우리 구 베트남어', filter: { lang: 'vi', district: 'namdong' } }],
    presence: [{ referralId: 'r-urgent', people: [{ id: 'staff-2', name: '이두리' }] }],
    signedIn: false,
    role: 'case_manager',
    refuse: null,
    posts: [],
    calendar: 'https://firststep.example/calendar/7Qm2-first.ics',
  };
  const streams = new Set<Response>();
  const app = express();
  app.use(express.json());
  app.use((_request, response, next) => {
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${NONCE}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    );
    response.setHeader('x-firststep-now', NOW);
    next();
  });
  app.use('/console', express.static(folder, { index: false }));

  app.use('/api', (request: Request, response: Response, next: NextFunction) => {
    if (request.method === 'POST' && !request.path.endsWith('/presence')) {
      state.posts.push({ path: request.path, body: request.body });
      const { refuse } = state;
      if (refuse && request.path.endsWith(refuse.path)) {
        state.refuse = null;
        return refused(response, refuse.problem);
      }
    }
    if (!state.signedIn && !request.path.startsWith('/auth/')) return refused(response, problem(401, 'signed-out'));
    next();
  });

  app.post('/api/auth/sign-in/email', (request, response) => {
    if (request.body.password !== PASSWORD) return void response.status(401).json({ code: 'INVALID_EMAIL_OR_PASSWORD' });
    state.signedIn = true;
    response.json({ token: 'x' });
  });
  app.post('/api/auth/sign-out', (_request, response) => {
    state.signedIn = false;
    response.json({ success: true });
  });
  app.get('/api/me', (_request, response) => {
    const saver = state.role === 'saver';
    response.json(
      Me.parse({
        id: saver ? 'saver-1' : 'staff-1',
        name: saver ? '박다정' : '김하나',
        email: 'hana@firststep.example',
        role: state.role,
        organisation: '남동구 첫걸음센터',
        locale: 'ko',
        demo: true,
      }),
    );
  });

  app.get('/api/referrals', (request, response) => {
    const { cursor, ...filter } = request.query;
    const shown = narrowed(state.referrals, QueueFilter.parse(filter));
    // Two pages, so that the console has to fetch on.
    const first = shown.slice(0, FIRST_PAGE);
    const more = shown.length > FIRST_PAGE && !cursor;
    response.json(ReferralList.parse({ items: cursor ? shown.slice(FIRST_PAGE) : first, next: more ? 'second' : null, now: NOW }));
  });
  app.get(
    '/api/queue/counts',
    (request, response) => void response.json(countsOf(narrowed(state.referrals, QueueFilter.parse(request.query)), state.referrals)),
  );
  app.get('/api/presence', (_request, response) => void response.json({ items: state.presence }));
  app.post('/api/referrals/:id/presence', (_request, response) => void response.json({ ok: true }));
  app.get('/api/views', (_request, response) => void response.json({ items: state.views }));
  app.post('/api/views', (request, response) => {
    const view = { id: `view-${state.posts.length}`, ...SaveView.parse(request.body) };
    state.views.push(view);
    response.json(view);
  });
  app.delete('/api/views/:id', (request, response) => {
    state.views = state.views.filter(({ id }) => id !== request.params['id']);
    response.json({ ok: true });
  });
  const found = (request: Request, response: Response): ReferralDetail | null => {
    const referral = state.referrals.find(({ id }) => id === request.params['id']);
    if (!referral) refused(response, problem(404, 'not-found'));
    return referral ?? null;
  };
  app.get('/api/referrals/:id', (request, response) => {
    const referral = found(request, response);
    if (referral) response.json(referral);
  });
  app.post('/api/referrals/:id/what-if', (request, response) => {
    const referral = found(request, response);
    if (referral) response.json(whatIfOf(referral, WhatIf.parse(request.body)));
  });
  const decide = (request: Request, response: Response, version: number, change: (referral: ReferralDetail) => void): void => {
    const referral = found(request, response);
    if (!referral) return;
    if (referral.version !== version) return refused(response, problem(409, 'conflict', { current: referral, sent: request.body }));
    referral.version += 1;
    change(referral);
    response.json({ id: referral.id, version: referral.version, undoSeconds: referral.level === 'emergency' ? 0 : 10 });
  };
  app.post('/api/referrals/:id/accept', (request, response) => {
    decide(request, response, AcceptReferral.parse(request.body).version, (referral) => {
      referral.status = 'accepted';
      referral.assignedTo = { id: 'staff-1', name: '김하나' };
      referral.history.push({ at: NOW, what: 'accepted', who: '김하나', reason: null });
    });
  });
  app.post('/api/referrals/:id/undo-accept', (request, response) => {
    decide(request, response, found(request, response)?.version ?? 0, (referral) => {
      referral.status = 'assigned';
    });
  });
  app.post('/api/referrals/:id/snooze', (request, response) => {
    const { version, until, reason } = SnoozeReferral.parse(request.body);
    decide(request, response, version, (referral) => {
      referral.snoozedUntil = until;
      referral.history.push({ at: NOW, what: 'snoozed', who: '김하나', reason });
    });
  });
  app.post('/api/referrals/:id/wake', (request, response) => {
    decide(request, response, WakeReferral.parse(request.body).version, (referral) => {
      referral.snoozedUntil = null;
    });
  });
  app.post('/api/referrals/:id/decline', (request, response) => {
    const { version, reason } = DeclineReferral.parse(request.body);
    decide(request, response, version, (referral) => {
      referral.status = 'declined';
      referral.history.push({ at: NOW, what: 'declined', who: '김하나', reason });
    });
  });
  app.post('/api/referrals/:id/visits', (request, response) => {
    const body = BookVisit.parse(request.body);
    const referral = found(request, response);
    if (!referral) return;
    const startsAt = `${body.date}T${body.time}:00+09:00`;
    const visit = Visit.parse({
      id: `visit-${state.posts.length}`,
      referralId: referral.id,
      code: referral.code,
      saverId: body.saverId,
      saverName: state.savers.find(({ id }) => id === body.saverId)?.name ?? '',
      startsAt,
      endsAt: new Date(Date.parse(startsAt) + body.minutes * 60_000).toISOString(),
      place: body.place,
      state: 'booked',
      version: 1,
      reminderConsent: null,
    });
    referral.visits.push(visit);
    response.status(201).json(visit);
  });
  const onVisit = (request: Request, response: Response, version: number, change: (visit: Visit) => void): void => {
    const visit = state.referrals.flatMap(({ visits }) => visits).find(({ id }) => id === request.params['id']);
    if (!visit) return refused(response, problem(404, 'not-found'));
    if (visit.version !== version) return refused(response, problem(409, 'conflict'));
    visit.version += 1;
    change(visit);
    response.json(visit);
  };
  app.post('/api/visits/:id/move', (request, response) => {
    const { version, date, time } = MoveVisit.parse(request.body);
    onVisit(request, response, version, (visit) => {
      const length = Date.parse(visit.endsAt) - Date.parse(visit.startsAt);
      visit.startsAt = `${date}T${time}:00+09:00`;
      visit.endsAt = new Date(Date.parse(visit.startsAt) + length).toISOString();
    });
  });
  app.post('/api/visits/:id/cancel', (request, response) => {
    onVisit(request, response, CancelVisit.parse(request.body).version, (visit) => {
      visit.state = 'cancelled';
    });
  });

  app.get('/api/alerts', (_request, response) => void response.json({ items: state.alerts }));
  app.post('/api/alerts/:id/acknowledge', (request, response) => {
    const alert = state.alerts.find(({ id }) => id === request.params['id']);
    if (!alert) return refused(response, problem(404, 'not-found'));
    alert.acknowledgedAt = NOW;
    alert.acknowledgedBy = 'staff-1';
    response.json(alert);
  });
  app.get('/api/savers', (_request, response) => void response.json({ items: state.savers }));
  app.get('/api/visits/mine', (_request, response) => void response.json({ items: state.myVisits }));
  app.get('/api/calendar', (_request, response) => void response.json({ url: state.calendar }));
  app.post('/api/calendar/rotate', (_request, response) => {
    state.calendar = 'https://firststep.example/calendar/9Xk4-second.ics';
    response.json({ url: state.calendar });
  });
  app.get('/api/events', (_request, response) => {
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).flushHeaders();
    response.write(': open\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });

  const html = await readFile(join(folder, 'index.html'), 'utf8');
  app.get('/console/{*path}', (_request, response) => void response.type('html').send(html.replaceAll('__NONCE__', NONCE)));
  app.use((_request: Request, response: Response) => refused(response, problem(404, 'not-found')));

  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    tell: (event) => {
      const { type, ...data } = LiveEvent.parse(event);
      for (const stream of streams) stream.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    close: async () => {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
