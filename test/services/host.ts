/**
 * Runs one MongoDB and one Redis for a whole test run, in a process of its own: says their addresses as one line of JSON
 * on standard output, and ends when its standard input ends, so that it never outlives the tests.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServices } from '../../src/platform/services/index.ts';

const data = await mkdtemp(join(tmpdir(), 'firststep-test-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
try {
  const progress = (line: string): void => console.error(line);
  const services = await startServices({ data, env: process.env, progress, cacheGb: 0.25, redisDatabases: 1_024 });
  console.log(JSON.stringify({ mongoUrl: services.mongo.url, redisUrl: services.redis.url }));
  await new Promise((resolve) => process.stdin.resume().once('close', resolve));
  await services.stop();
} finally {
  await rm(data, { recursive: true, force: true });
}
