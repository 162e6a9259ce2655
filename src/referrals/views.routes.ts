import { z } from 'zod';
import { Done } from '../contract/problem.ts';
import { SavedView, SaveView } from '../contract/queue.ts';
import { type ApiRoute, apiRoute } from '../staff/index.ts';
import type { Views } from './views.service.ts';

/** `/api/views`: the reader's own filters of the queue. */
export const viewRoutes = (views: Views): readonly ApiRoute[] => [
  apiRoute({
    method: 'get',
    path: '/api/views',
    tag: 'Referrals',
    does: "The reader's own saved views of the queue.",
    access: 'queue.read',
    answer: z.object({ items: z.array(SavedView) }),
    run: async ({ staff }) => ({ items: await views.list(staff) }),
  }),
  apiRoute({
    method: 'post',
    path: '/api/views',
    tag: 'Referrals',
    does: 'Keeps a filter of the queue under a name; a name that exists gets the new filter.',
    access: 'queue.read',
    body: SaveView,
    answer: SavedView,
    examples: {
      body: { name: 'Vietnamese, nobody has it', filter: { lang: 'vi', assigned: 'nobody' } },
      answer: { id: 'v1', name: 'Vietnamese, nobody has it', filter: { lang: 'vi', assigned: 'nobody' } },
    },
    run: ({ staff, body }) => views.save(staff, body),
  }),
  apiRoute({
    method: 'delete',
    path: '/api/views/:id',
    tag: 'Referrals',
    does: 'Takes away a saved view.',
    access: 'queue.read',
    record: 'This view',
    answer: Done,
    examples: { answer: { ok: true } },
    async run({ staff, id }) {
      await views.remove(staff, id);
      return { ok: true as const };
    },
  }),
];
