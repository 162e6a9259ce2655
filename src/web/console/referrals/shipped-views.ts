import type { QueueFilter } from '../../../contract/queue.ts';

/** Views that everybody has, by the name of their words. */
export const SHIPPED_VIEWS = [
  ['mine', { assigned: 'me' }],
  ['unassigned', { assigned: 'nobody' }],
  ['emergencies', { level: 'emergency' }],
  ['late', { overdue: '1' }],
  ['vietnamese', { lang: 'vi' }],
  ['newest', { sort: 'newest' }],
] as const satisfies readonly (readonly [string, QueueFilter])[];
