import type { Inbox } from '../inbox/index.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { createAfterChange } from './after-change.ts';
import { createBookVisit } from './book-visit.service.ts';
import { createCalendarFeeds, feedIndexes } from './calendar-feeds.store.ts';
import { calendarRoutes, icsRoutes } from './calendar.routes.ts';
import { createChangeVisit } from './change-visit.service.ts';
import { subscribeVisits } from './family-effects.ts';
import { createForgetVisits } from './forget-visits.service.ts';
import { createPlanner } from './planned.ts';
import type { VisitsDeps } from './ports.ts';
import { createTell, untoldScan } from './tell-family.service.ts';
import { visitFence } from './visit-fence.ts';
import { createVisitViews } from './visit-views.service.ts';
import { visitRoutes } from './visits.routes.ts';
import { createVisitStore, visitIndexes } from './visits.store.ts';

export const visitsIndexes: readonly CollectionIndexes[] = [...visitIndexes, feedIndexes];

export type Visits = ReturnType<typeof createVisits>;

/** Home visits: booking without a double booking, changes, what everybody is told of them, and the savers' calendars. */
export function createVisits(deps: VisitsDeps) {
  const store = createVisitStore(deps.db);
  const forget = createForgetVisits({ ...deps, store });
  const feeds = createCalendarFeeds(deps.db, deps.hmac);
  const tell = createTell({ ...deps, store, forget });
  const afterChange = createAfterChange({ live: deps.live, log: deps.log, tell, settle: deps.settle });
  const plan = createPlanner(deps);
  const views = createVisitViews({ ...deps, store });
  const book = createBookVisit({ ...deps, store, plan, afterChange });
  const change = createChangeVisit({ ...deps, store, plan, afterChange });

  return {
    /** Everything under `/api`. */
    routes: [...visitRoutes({ book, change, views }), ...calendarRoutes({ ...deps, store, feeds })],
    /** `GET /calendar/<secret>.ics`, without a sign-in. */
    icsRouter: icsRoutes({ ...deps, store, feeds }),
    /** For `messages.fence`. */
    fence: visitFence(store),
    /** Before the first turn. */
    subscribe: (inbox: Pick<Inbox, 'subscribe'>): void => subscribeVisits(inbox, { ...deps, store, forget }),
    scans: [untoldScan(store, tell, deps.log)],
    book,
    move: change.move,
    cancel: change.cancel,
    /** Whose records these are: for the event stream. */
    audienceOf: { visit: views.resourceOf, delivery: views.resourceOfDelivery },
    visitsOf: views.visitsOf,
    deliveriesOf: views.deliveriesOf,
  };
}
