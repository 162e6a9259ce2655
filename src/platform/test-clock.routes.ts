import { json, Router } from 'express';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { SteppedClock } from './clock.ts';
import { isLoopback } from './health.routes.ts';
import { notFound, parsed } from './problem.ts';

const SetClock = z.strictObject({ now: z.iso.datetime({ offset: true }) });

interface ClockDocument {
  readonly _id: 'test-clock';
  readonly now: Date;
}

const clocks = (db: Db) => db.collection<ClockDocument>('meta');

/** The time that the test clock was last set to; it outlives a restart, as real time does. */
export async function storedTestTime(db: Db): Promise<Date | null> {
  return (await clocks(db).findOne({ _id: 'test-clock' }))?.now ?? null;
}

/**
 * `PUT /test/clock` `{ "now": ISO }`: business time stands at what it was last set to. Only mounted with
 * `FIRSTSTEP_CLOCK=test`, and only for callers on this machine.
 *
 * @param afterJump Promotes what became due; the answer waits for it.
 */
export function testClockRoutes(clock: SteppedClock, db: Db, afterJump: () => Promise<void>): Router {
  const router = Router();
  router.put('/test/clock', json({ limit: '1kb' }), async (request, response) => {
    if (!isLoopback(request.socket.remoteAddress)) throw notFound('This address');
    const now = new Date(parsed(SetClock, request.body).now);
    await clocks(db).updateOne({ _id: 'test-clock' }, { $set: { now } }, { upsert: true });
    clock.set(now);
    await afterJump();
    response.json({ now: now.toISOString() });
  });
  router.get('/test/clock', (_request, response) => {
    response.json({ now: clock.now().toISOString() });
  });
  return router;
}

/** Follows a clock that another process of the same test sets. Returns the way to stop. */
export function followTestTime(clock: SteppedClock, db: Db, everyMs: number): () => void {
  const timer = setInterval(() => {
    storedTestTime(db).then(
      (now) => {
        if (now !== null && now.getTime() !== clock.now().getTime()) clock.set(now);
      },
      () => undefined,
    );
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
