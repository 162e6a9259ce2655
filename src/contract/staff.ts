import { z } from 'zod';

export const StaffRole = z.enum(['case_manager', 'saver', 'supervisor', 'fund_approver', 'partner', 'administrator', 'auditor']);
export type StaffRole = z.infer<typeof StaffRole>;

/** `GET /api/me` */
export const Me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: StaffRole,
  organisation: z.string(),
  /** Language of the console. */
  locale: z.enum(['ko', 'en']),
  demo: z.boolean(),
});
export type Me = z.infer<typeof Me>;

/** `GET /api/savers` → `{ items: Saver[] }` */
export const Saver = z.object({
  id: z.string(),
  name: z.string(),
  languages: z.array(z.string()),
  districts: z.array(z.string()),
});
export type Saver = z.infer<typeof Saver>;
