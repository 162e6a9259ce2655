import { z } from 'zod';

/** RFC 9457 problem document. `type` is stable; `kept` says what was kept of what the sender gave us. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  kept: z.string().optional(),
  /** Of a conflict (409): the record as it is now, in the form of its list. */
  current: z.unknown().optional(),
  /** Of a conflict: what was sent. */
  sent: z.unknown().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Answer of a write that has nothing else to say. */
export const Done = z.object({ ok: z.literal(true) });
