import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Family } from '../e2e/family.ts';
import { until } from '../e2e/running.ts';
import { type TestRedis, withRedis } from '../services.ts';
import { type Centre, openCentre } from '../verify/centre.ts';
import { numbersIn, say } from './chat.ts';
import { ownMongo, type OwnService } from './own-services.ts';

const DANGER = 'my husband is hitting me right now please help';
const HARMLESS = 'I am 20 weeks pregnant';

let mongo: OwnService;
let redis: TestRedis;
let centre: Centre;

beforeAll(async () => {
  [mongo, redis] = await Promise.all([ownMongo(), withRedis()]);
  centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data: mongo.data });
}, 240_000);

afterAll(async () => {
  mongo.signal('SIGCONT');
  await centre.close();
  await mongo.remove();
  await redis.drop();
}, 60_000);

const waiting = async (): Promise<string[]> =>
  (await readdir(join(mongo.data, 'unsaved-alerts')).catch(() => [])).filter((name) => name.endsWith('.alert'));

const AWAY = [
  { how: 'killed', goes: () => mongo.kill(), comes: () => mongo.start() },
  { how: 'stopped, with its connections open', goes: async () => mongo.signal('SIGSTOP'), comes: async () => mongo.signal('SIGCONT') },
] as const;

for (const { how, goes, comes } of AWAY) {
  describe(`MongoDB is ${how}`, () => {
    let family: Family;
    const dangerId = randomUUID();
    const first = { text: DANGER, id: randomUUID() };

    beforeAll(async () => {
      await centre.setClock(how === 'killed' ? '2026-11-10T10:00:00+09:00' : '2026-11-11T10:00:00+09:00');
      family = new Family(centre.url);
      await family.send({ locale: 'en' });
      await goes();
    });

    test('danger in her words: the numbers, and that it was not saved', async () => {
      const answer = await say(centre.url, { text: DANGER, token: family.token, id: dangerId });
      expect(answer).toMatchObject({ status: 503, body: { type: '/problems/not-saved', kept: 'nothing of this message' } });
      expect(numbersIn(answer)).toEqual(expect.arrayContaining(['112', '1366']));
    });

    test('the same for somebody whose first message it is', async () => {
      const answer = await say(centre.url, first);
      expect(answer.status).toBe(503);
      expect(numbersIn(answer)).toContain('112');
    });

    test('other words: that they were not saved', async () => {
      const answer = await say(centre.url, { text: HARMLESS, token: family.token });
      expect(answer.status).toBe(503);
      expect(numbersIn(answer)).toEqual([]);
    });

    test('without JavaScript: the page says both and keeps her words', async () => {
      const cookie = `chat=${family.token}`;
      const { status, html } = await say(centre.url, { text: DANGER, cookie, form: true });
      expect(status).toBe(503);
      expect(html).toContain('href="tel:112"');
      expect(html).toContain('role="alert"');
      expect(html).toContain(`>${DANGER}</textarea>`);
    });

    test('words that hide the screen show nothing of hers', async () => {
      const { status, html } = await say(centre.url, { text: '🚪', form: true });
      expect(status).toBe(303);
      expect(html).not.toContain('🚪');
    });

    test('the alert is on the disk, once a cry, without a word or an id of hers', async () => {
      const names = await waiting();
      expect(names).toHaveLength(2); // hers, told twice, and the stranger's
      for (const name of names) {
        const path = join(mongo.data, 'unsaved-alerts', name);
        const text = await readFile(path, 'utf8');
        expect((await stat(path)).mode & 0o777).toBe(0o600);
        expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(['at', 'handle', 'id', 'lang', 'rules']);
        expect(text).not.toMatch(/husband|hitting|web-/);
      }
    });

    test('when it is back, each alert stands in the console once, and her message sent again adds no second one', async () => {
      const before = how === 'killed' ? 0 : 2;
      await comes();
      await until('the alerts to be stored', async () => (await waiting()).length === 0, 45_000);
      const alerts = await until('the alerts in the console', async () => {
        const found = await centre.desk.alerts().catch(() => []);
        return found.length >= before + 2 ? found : null;
      });
      expect(alerts).toHaveLength(before + 2);
      await until(
        'her message to be taken',
        async () => (await say(centre.url, { text: DANGER, token: family.token, id: dangerId }).catch(() => null))?.status === 200,
        30_000,
      );
      await until('the stranger to be heard', async () => (await say(centre.url, first).catch(() => null))?.status === 200);
      await centre.firstStep.reconcile();
      const after = await centre.desk.alerts();
      expect(after.map(({ id }) => id).sort()).toEqual(alerts.map(({ id }) => id).sort());
      expect(after.filter(({ code }) => code !== '')).toHaveLength(how === 'killed' ? 2 : 4);
    }, 120_000);
  });
}
