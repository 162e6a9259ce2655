import { json, Router } from 'express';
import { z } from 'zod';
import type { CalendarFeed } from '../contract/visits.ts';
import { forbidden, notFound, parsed, ProblemError } from '../platform/problem.ts';
import { mayDo, type StaffMember, staffOf } from '../staff/index.ts';
import { calendarFile } from './calendar-file.ts';
import type { CalendarFeeds } from './calendar-feeds.store.ts';
import type { VisitsDeps } from './ports.ts';
import { startOfToday } from './visit-hours.ts';
import type { VisitStore } from './visits.store.ts';

const Nothing = z.strictObject({}).optional();
/** How far back a feed goes, in days, and how many entries it has at most. */
const BACK_DAYS = 30;
const MOST_ENTRIES = 500;

type Deps = Pick<VisitsDeps, 'directory' | 'signedIn' | 'audit' | 'texts' | 'link' | 'clock' | 'log'> & {
  store: VisitStore;
  feeds: CalendarFeeds;
};

/** `GET /api/calendar` and `POST /api/calendar/rotate`: the address of one's own feed. */
export function calendarRoutes({ feeds, signedIn, audit, link }: Deps): Router {
  const router = Router();
  const feedOf = (secret: string): CalendarFeed => ({ url: link(`/calendar/${secret}.ics`) });
  const allowed = (staff: StaffMember): StaffMember => {
    if (!mayDo(staff, 'calendar.own', { organisationId: staff.organisationId, saverId: staff.id }))
      throw forbidden('Only savers have a calendar feed');
    return staff;
  };
  router.get('/api/calendar', signedIn(), async (_request, response) => {
    response.json(feedOf(await feeds.secretOf(allowed(staffOf(response)).id)));
  });
  router.post('/api/calendar/rotate', signedIn(), json({ limit: '1kb' }), async (request, response) => {
    const { id } = allowed(staffOf(response));
    parsed(Nothing, request.body);
    const secret = await feeds.rotate(id);
    await audit.append({ who: id, action: 'calendar_rotated', subject: 'staff', subjectId: id });
    response.json(feedOf(secret));
  });
  return router;
}

/** `GET /calendar/<secret>.ics`: whoever knows the address may read it, so it says times, place words and codes only. */
export function icsRoutes({ store, feeds, directory, texts, link, clock, log }: Deps): Router {
  const file = async (secret: string): Promise<string> => {
    const staffId = await feeds.ofSecret(secret);
    const saver = staffId === null ? null : await directory.byId(staffId);
    if (!saver?.active) throw notFound('This calendar');
    const from = new Date(startOfToday(clock.now()).getTime() - BACK_DAYS * 86_400_000);
    const words = {
      name: texts.say(saver.locale, 'calendar.name'),
      title: texts.say(saver.locale, 'calendar.title'),
      place: (code: string) => texts.say(saver.locale, `place.${code}`),
    };
    return calendarFile(await store.ofSaver(saver.id, from, MOST_ENTRIES), words, link('/console/my-visits'));
  };

  const router = Router();
  router.get('/calendar/:file', async (request, response) => {
    const name = request.params.file;
    if (!name.endsWith('.ics')) throw notFound('This calendar');
    const body = await file(name.slice(0, -'.ics'.length)).catch((error: unknown) => {
      if (error instanceof ProblemError) throw error;
      // Not by the common handler: it would log the path, and the path is the secret.
      log.error('calendar_not_made', { error });
      throw new ProblemError({
        status: 503,
        slug: 'calendar-unavailable',
        title: 'The calendar cannot be read now',
        headers: { 'retry-after': '60' },
      });
    });
    response.set({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' }).type('text/calendar; charset=utf-8').send(body);
  });
  return router;
}
