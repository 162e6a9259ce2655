import { z } from 'zod';
import { Done } from '../contract/problem.ts';
import { BePresent, Presence } from '../contract/queue.ts';
import { type ApiRoute, apiRoute } from '../staff/index.ts';
import type { PresenceService } from './presence.service.ts';

/** Who has which referral open. */
export const presenceRoutes = (presence: PresenceService): readonly ApiRoute[] => [
  apiRoute({
    method: 'get',
    path: '/api/presence',
    tag: 'Referrals',
    does: 'Colleagues who have a referral open now; gone 30 seconds after their last sign.',
    access: 'referral.read',
    answer: z.object({ items: z.array(Presence) }),
    run: async ({ staff }) => ({ items: await presence.list(staff) }),
  }),
  apiRoute({
    method: 'post',
    path: '/api/referrals/:id/presence',
    tag: 'Referrals',
    does: 'A sign that the reader has this referral open, or has closed it.',
    access: 'referral.read',
    record: 'This referral',
    body: BePresent,
    answer: Done,
    examples: { body: { here: true }, answer: { ok: true } },
    async run({ staff, id, body: { here } }) {
      await presence.sign(staff, id, here);
      return { ok: true as const };
    },
  }),
];
