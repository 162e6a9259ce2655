import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { inboxIndexes } from '../../src/inbox/index.ts';
import { NotSavedError } from '../../src/inbox/turns.port.ts';
import { createTurnStore } from '../../src/inbox/turns.store.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { withMongo } from '../services.ts';
import { cutWire } from './cut-wire.ts';
import { turnOf, turnsConformance } from './turns-conformance.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
beforeAll(async () => {
  mongo = await withMongo();
  await ensureIndexes(mongo.db, inboxIndexes, silentLog);
});
afterAll(() => mongo.drop());

// Each one on its own, as another process would have it.
turnsConformance('mongodb', () => createTurnStore(mongo.db));

describe('group commit', () => {
  test('sends concurrent turns in few writes', async () => {
    const client = new MongoClient(mongo.url, { monitorCommands: true });
    let inserts = 0;
    client.on('commandStarted', ({ commandName, command }) => {
      if (commandName !== 'insert') return;
      inserts += 1;
      expect(command['ordered']).toBe(false);
      expect(command['writeConcern']).toMatchObject({ w: 'majority', j: true });
    });
    const store = createTurnStore(client.db(mongo.db.databaseName));
    await Promise.all(Array.from({ length: 400 }, () => store.append(turnOf(randomUUID(), 1))));
    await client.close();
    expect(inserts).toBeLessThan(20);
  });
});

describe('when the answers of the database are lost', () => {
  test('each turn that was reported is there once', async () => {
    const wire = await cutWire(mongo.url, { every: 3 });
    const client = new MongoClient(wire.url, { directConnection: true, retryWrites: false, heartbeatFrequencyMS: 500 });
    const store = createTurnStore(client.db(mongo.db.databaseName));
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const untilStored = async (id: string, seq: number): Promise<void> => {
      try {
        expect((await store.append(turnOf(id, seq))).outcome).not.toBe('race_lost');
      } catch (error) {
        if (!(error instanceof NotSavedError)) throw error;
        await untilStored(id, seq);
      }
    };
    for (let seq = 1; seq <= 8; seq += 1) await Promise.all(ids.map((id) => untilStored(id, seq)));
    await client.close();
    await wire.close();
    expect(wire.cuts()).toBeGreaterThan(2);
    const check = createTurnStore(mongo.db);
    for (const id of ids) expect((await check.list(id)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a turn that cannot be brought to the database is not reported as stored', async () => {
    const client = new MongoClient('mongodb://127.0.0.1:9/?directConnection=true', { serverSelectionTimeoutMS: 100 });
    const nowhere = createTurnStore(client.db('nowhere'), { giveUpMs: 200 });
    await expect(nowhere.append(turnOf(randomUUID(), 1))).rejects.toThrow(NotSavedError);
    await client.close();
  });
});
