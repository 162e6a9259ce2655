export type { BookableReferral, VisitsDeps } from './ports.ts';
export type { VisitDocument } from './visit.ts';
export { deliveryView } from './visit-views.service.ts';
export { createVisits, type Visits, visitsIndexes } from './visits.service.ts';
