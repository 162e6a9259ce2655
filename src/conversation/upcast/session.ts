import { initialSession } from '../evolve.ts';
import type { Session } from '../session.ts';

/** A session that a newer First Step wrote. Nothing is changed: start the newer one again. */
export class SessionVersionError extends Error {
  constructor(version: unknown) {
    super(`a conversation was stored in form ${String(version)}, which this version does not know; nothing was changed`);
    this.name = 'SessionVersionError';
  }
}

/**
 * Brings a stored session to the present form. Fields that are newer than the session get their first value. The vectors
 * beside the test of this file hold a session of every form that was ever stored.
 *
 * @throws SessionVersionError for a form of the future.
 */
export function liftSession(stored: unknown): Session {
  if (typeof stored !== 'object' || stored === null) throw new SessionVersionError('of no kind');
  const { v } = stored as { v?: unknown };
  if (v !== 1) throw new SessionVersionError(v);
  return { ...initialSession, ...stored } as Session;
}
