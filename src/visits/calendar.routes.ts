import { Router } from 'express';
import { CalendarFeed } from '../contract/visits.ts';
import { forbidden, notFound, ProblemError } from '../platform/problem.ts';
import { type ApiRoute, apiRoute, mayDo, type StaffMember } from '../staff/index.ts';
import { calendarFile } from './calendar-file.ts';
import type { CalendarFeeds } from './calendar-feeds.store.ts';
import type { VisitsDeps } from './ports.ts';
import { startOfToday } from './visit-hours.ts';
import type { VisitStore } from './visits.store.ts';

/** How far back a feed goes, in days, and how many entries it has at most. */
const BACK_DAYS = 30;
const MOST_ENTRIES = 500;

type Deps = Pick<VisitsDeps, 'directory' | 'audit' | 'texts' | 'link' | 'clock' | 'log'> & {
  store: VisitStore;
  feeds: CalendarFeeds;
};

/** The address of one's own feed, and a new one when the old became known. */
export function calendarRoutes({ feeds, audit, link }: Deps): readonly ApiRoute[] {
  const feedOf = (secret: string): CalendarFeed => ({ url: link(`/calendar/${secret}.ics`) });
  const allowed = (staff: StaffMember): StaffMember => {
    if (!mayDo(staff, 'calendar.own', { organisationId: staff.organisationId, saverId: staff.id }))
      throw forbidden('Only savers have a calendar feed');
    return staff;
  };
  const example = { url: 'https://firststep.example/calendar/Zm9vYmFyYmF6.ics' };
  return [
    apiRoute({
      method: 'get',
      path: '/api/calendar',
      tag: 'Visits',
      does: 'The secret address of the own calendar feed.',
      access: 'calendar.own',
      answer: CalendarFeed,
      examples: { answer: example },
      run: async ({ staff }) => feedOf(await feeds.secretOf(allowed(staff).id)),
    }),
    apiRoute({
      method: 'post',
      path: '/api/calendar/rotate',
      tag: 'Visits',
      does: 'Makes a new address; the old one is void at once.',
      access: 'calendar.own',
      answer: CalendarFeed,
      examples: { answer: example },
      async run({ staff }) {
        const { id } = allowed(staff);
        const secret = await feeds.rotate(id);
        await audit.append({ who: id, action: 'calendar_rotated', subject: 'staff', subjectId: id });
        return feedOf(secret);
      },
    }),
  ];
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
