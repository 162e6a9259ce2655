import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, MongoError } from 'mongodb';

const SET = 'rs0';
const QUICK = { serverSelectionTimeoutMS: 1_500, connectTimeoutMS: 1_500, socketTimeoutMS: 3_000, directConnection: true } as const;

/** Asks one server itself. Null while it does not answer, or answers with an error. */
async function ask(port: number, command: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, QUICK);
  try {
    return await client.db('admin').command(command);
  } catch (error) {
    if (error instanceof MongoError) return null;
    throw error;
  } finally {
    await client.close();
  }
}

export const urlOf = (ports: readonly number[]): string =>
  `mongodb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/firststep?replicaSet=${SET}`;

/** The server is there: it answers, whatever its part in the set. */
export const answers = async (port: number): Promise<boolean> => (await ask(port, { ping: 1 })) !== null;

/** Makes one set of new servers. Elections are held after two seconds of silence, so that a short run sees many; or when asked to be, later. */
export async function initiate(ports: readonly number[], electionTimeoutMillis = 2_000): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${ports[0]}/`, { ...QUICK, socketTimeoutMS: 30_000 });
  try {
    await client.db('admin').command({
      replSetInitiate: {
        _id: SET,
        members: ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` })),
        settings: { electionTimeoutMillis, heartbeatIntervalMillis: 500 },
      },
    });
  } finally {
    await client.close();
  }
}

/** The index of the member that takes writes; null while there is none. */
export async function primaryOf(ports: readonly number[]): Promise<number | null> {
  const hellos = await Promise.all(ports.map((port) => ask(port, { hello: 1 })));
  const found = hellos.findIndex((hello) => hello?.['isWritablePrimary'] === true);
  return found < 0 ? null : found;
}

/** Waits for a primary; null when there is none within `patienceMs`. */
export async function untilPrimary(ports: readonly number[], patienceMs: number): Promise<number | null> {
  const limit = performance.now() + patienceMs;
  for (;;) {
    const found = await primaryOf(ports);
    if (found !== null || performance.now() > limit) return found;
    await wait(100);
  }
}

/** Makes the primary give up its part for some seconds, caught up or not. */
export async function stepDown(port: number, seconds: number): Promise<boolean> {
  return (await ask(port, { replSetStepDown: seconds, secondaryCatchUpPeriodSecs: 1, force: true })) !== null;
}
