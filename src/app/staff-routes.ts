import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from 'express';
import { apiDocsRoutes } from '../platform/api-docs.routes.ts';
import type { Clock } from '../platform/clock.ts';
import type { Idempotency } from '../platform/idempotency.ts';
import { jsonOnly } from '../platform/json-only.ts';
import { spaRoutes } from '../platform/spa.routes.ts';
import type { Referrals } from '../referrals/index.ts';
import type { Savers } from '../savers/index.ts';
import { mountApi, type Staff } from '../staff/index.ts';
import type { Visits } from '../visits/index.ts';
import { apiDocument } from './api-document.ts';

export interface StaffRoutesDeps {
  /** The project's folder: its version and the built console are below it. */
  readonly root: string;
  readonly staff: Staff;
  readonly referrals: Referrals;
  readonly savers: Savers;
  readonly visits: Visits;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
}

/** The API of staff with its description, and the console. */
export function staffRoutes({ root, staff, referrals, savers, visits, idempotency, clock }: StaffRoutesDeps): Router {
  const router = Router();
  router.use('/api', (_request, response, next) => {
    response.setHeader('X-FirstStep-Now', clock.now().toISOString());
    next();
  });
  router.use('/api', jsonOnly);
  router.use(staff.router);
  const api = [...staff.routes, ...referrals.routes, ...savers.routes, ...visits.routes];
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  router.use(apiDocsRoutes(apiDocument(api, version)));
  router.use(mountApi(api, { signedIn: staff.signedIn, idempotency }));
  router.use(referrals.eventsRouter);
  router.use(visits.icsRouter);
  router.use('/console', spaRoutes(join(root, 'dist', 'console')));
  return router;
}
