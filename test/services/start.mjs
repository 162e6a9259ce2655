import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Starts the services of the test run; their addresses reach the tests through the environment. */
export default async function start() {
  const host = spawn(process.execPath, ['--import', here('../inbox/run-typescript.mjs'), here('host.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = new Promise((resolve) => host.once('exit', resolve));
  const line = await Promise.race([
    new Promise((resolve) => createInterface({ input: host.stdout }).once('line', resolve)),
    ended.then(() => null),
  ]);
  if (line === null) throw new Error('MongoDB and Redis for the tests did not start; the reason is above');
  const { mongoUrl, redisUrl } = JSON.parse(line);
  process.env.TEST_MONGODB_URL = mongoUrl;
  process.env.TEST_REDIS_URL = redisUrl;
  globalThis.stopTestServices = async () => {
    host.stdin.end();
    await ended;
  };
}
