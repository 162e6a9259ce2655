import { type Request, Router } from 'express';
import type { Db } from 'mongodb';
import type { Redis } from 'ioredis';

export interface HealthDeps {
  readonly db: Db;
  readonly redis: Pick<Redis, 'exists'>;
  /** A key that lies where the queues lie: in a cluster, the server of the queues is the one that matters. */
  readonly redisKey: string;
  /** False once the process is stopping: load balancers then send nobody here any more. */
  readonly accepting: () => boolean;
  /** Prometheus text. */
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
}

const CHECK_MS = 2_000;

/**
 * `/healthz`: the process lives. `/readyz`: MongoDB answers (Redis may be away: chat goes on without it). `/metrics`: for this
 * machine alone.
 */
export function healthRoutes(deps: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [mongo, redis] = await Promise.all([answers(deps.db.command({ ping: 1 })), answers(deps.redis.exists(deps.redisKey))]);
    const ready = mongo && deps.accepting();
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not_ready', mongo: mongo ? 'up' : 'down', redis: redis ? 'up' : 'down' });
  });
  router.get('/metrics', async (request, response, next) => {
    if (!isLoopback(request.socket.remoteAddress) || isForwarded(request)) {
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

/** Whether a proxy on this machine brought it for somebody else. */
const isForwarded = ({ headers }: Request): boolean => headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;

/** Whether an address is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^(::ffff:)?127\./.test(address));
}
