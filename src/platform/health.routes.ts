import { Router } from 'express';
import type { Db } from 'mongodb';
import type { Redis } from 'ioredis';

export interface HealthDeps {
  readonly db: Db;
  readonly redis: Redis;
  /** False once the process is stopping: load balancers then send nobody here any more. */
  readonly accepting: () => boolean;
  /** Prometheus text, or null when this caller may not see it. */
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
}

const CHECK_MS = 2_000;

/** `/healthz`: the process lives. `/readyz`: MongoDB answers (Redis may be away: chat goes on without it). `/metrics`. */
export function healthRoutes(deps: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [mongo, redis] = await Promise.all([answers(deps.db.command({ ping: 1 })), answers(deps.redis.ping())]);
    const ready = mongo && deps.accepting();
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not_ready', mongo: mongo ? 'up' : 'down', redis: redis ? 'up' : 'down' });
  });
  router.get('/metrics', async (request, response, next) => {
    if (!isLoopback(request.socket.remoteAddress)) {
      next();
      return;
    }
    const { type, body } = await deps.metrics();
    response.type(type).send(body);
  });
  return router;
}

/** Whether something answered in time; the reason why not is in the log of its own connection. */
async function answers(asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  const answered = asked.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, tooLate]).finally(() => clearTimeout(timer));
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^(::ffff:)?127\./.test(address));
}
