import { z } from 'zod';

/** What the sentences are for, in the order in which a talk needs them. */
export const PHRASE_GROUPS = [
  'greeting',
  'safety',
  'health',
  'where',
  'contact',
  'waiting',
  'appointment',
  'papers_money_home',
  'baby_care',
  'comfort',
  'goodbye',
] as const;

/** What staff fill in: a name, a day, a time of day, a place, a phone number, a length in minutes. */
export const PHRASE_SLOTS = ['name', 'date', 'time', 'place', 'phone', 'minutes'] as const;

/** No sentence is longer, in characters: it is read at a glance, on a small screen. */
export const PHRASE_LENGTH = 160;

const Group = z.record(z.string().regex(/^[a-z][a-z_]*$/), z.string().trim().min(1).max(PHRASE_LENGTH));

/** `locales/<lang>/phrasebook.json`: ready sentences that staff send in her language, the same ones in every language. */
export const Phrasebook = z
  .strictObject({
    status: z.enum(['draft', 'reviewed']),
    reviewedBy: z.string().trim().min(1).nullable(),
    groups: z.strictObject(Object.fromEntries(PHRASE_GROUPS.map((group) => [group, Group]))),
  })
  .refine(({ status, reviewedBy }) => status === 'draft' || reviewedBy !== null, {
    path: ['reviewedBy'],
    message: 'who reviewed it must be named',
  });
export type Phrasebook = z.infer<typeof Phrasebook>;
