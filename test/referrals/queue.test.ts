import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { QueueCounts } from '../../src/contract/queue.ts';
import { ReferralList } from '../../src/contract/referrals.ts';
import { createQueueStore, cursorOf, type QueueSearch } from '../../src/referrals/queue.store.ts';
import { forAllTests, mongo, one } from './centre.ts';
import { NOW, type STAFF } from './open-referrals.ts';

type Who = keyof typeof STAFF;

/** name → code of the made-up cases. */
const codes = new Map<string, string>();

/** Changes a case past the program: only what a filter looks at. */
const change = (name: string, set: object) => mongo.db.collection('referrals').updateOne({ code: codes.get(name) }, { $set: set });

forAllTests();
beforeAll(async () => {
  for (const [name, words] of [
    ['calm', 'refer standard_7d'],
    ['urgent', 'refer urgent_24h T10'],
    ['danger', 'refer emergency T01'],
    ['closed', 'refer priority_3d'],
  ] as const) {
    const conversation = `web-${randomUUID()}`;
    await one.says(conversation, 'consent', ...(name === 'danger' ? ['danger S01'] : []), words);
    codes.set(name, (await one.of(conversation))?.code ?? '');
  }
  await change('calm', {
    lang: 'ko',
    district: 'seo',
    assignedTo: null,
    status: 'submitted',
    submittedAt: new Date(NOW.getTime() - 1_000),
  });
  await change('urgent', { assignedTo: 'duri', status: 'assigned', escalation: 'supervisor_in' });
  await change('danger', { assignedTo: 'hana', status: 'assigned' });
  await change('closed', { assignedTo: 'hana', status: 'declined', rank: 2 });
});

const get = (who: Who, path: string) => supertest(one.app(who)).get(path);
const found = async (who: Who, search: string): Promise<string[]> => {
  const { body, status } = await get(who, `/api/referrals${search}`);
  expect(status).toBe(200);
  const byCode = new Map([...codes].map(([name, code]) => [code, name]));
  return ReferralList.parse(body).items.map(({ code }) => byCode.get(code) ?? code);
};

describe('the queue is narrowed to', () => {
  test.each([
    ['', ['danger', 'urgent', 'calm']],
    ['?status=all', ['danger', 'urgent', 'calm', 'closed']],
    ['?status=declined', ['closed']],
    ['?level=emergency,standard_7d', ['danger', 'calm']],
    ['?assigned=me', ['danger']],
    ['?assigned=nobody', ['calm']],
    ['?assigned=duri', ['urgent']],
    ['?lang=ko', ['calm']],
    ['?lang=vi,ko&level=urgent_24h', ['urgent']],
    ['?district=seo', ['calm']],
    ['?overdue=1', ['urgent']],
    ['?alert=open', ['danger']],
    ['?alert=any&status=all', ['danger']],
    ['?sort=newest&level=urgent_24h,standard_7d', ['urgent', 'calm']],
    ['?code=FS-0000-0000', []],
  ])('%s', async (search, names) => {
    expect(await found('hana', search)).toEqual(names);
  });

  test('one case by its code, in small letters too', async () => {
    expect(await found('hana', `?code=${codes.get('calm')?.toLowerCase()}`)).toEqual(['calm']);
  });

  test('nothing of another organisation, whatever is asked for', async () => {
    for (const search of ['', '?status=all', '?assigned=hana', `?code=${codes.get('calm')}`, '?alert=any'])
      expect(await found('other', search)).toEqual([]);
  });

  test.each(['level=high', 'level=', 'assigned[$ne]=x', 'lang=', 'overdue=yes', 'code=%24', 'sort=code', 'alert=1', 'x=1'])(
    'nothing that is not known: %s',
    async (search) => {
      expect((await get('hana', `/api/referrals?${search}`)).status).toBe(400);
    },
  );
});

test('its counts say what waits, what is late, and whose', async () => {
  expect(QueueCounts.parse((await get('hana', '/api/queue/counts')).body)).toEqual({
    all: 3,
    waiting: 3,
    overdue: 1,
    mine: 1,
    nobodys: 1,
    snoozed: 0,
    levels: { emergency: 1, urgent_24h: 1, standard_7d: 1 },
  });
  expect((await get('sena', '/api/queue/counts?status=all')).body).toMatchObject({ all: 4, mine: 0, levels: { priority_3d: 1 } });
  expect((await get('other', '/api/queue/counts')).body).toMatchObject({ all: 0 });
  expect((await get('lan', '/api/queue/counts')).status).toBe(403);
});

describe('of many', () => {
  const basis: QueueSearch = { organisationId: 'many', status: 'all', levels: [], langs: [], districts: [], now: NOW, sort: 'due' };
  const levels = ['urgent_24h', 'priority_3d', 'standard_7d'];
  beforeAll(async () => {
    const template = await mongo.db.collection('referrals').findOne({ code: codes.get('calm') });
    await mongo.db.collection('referrals').insertMany(
      Array.from({ length: 600 }, (_unused, i) => ({
        ...template,
        _id: `many-${String(i).padStart(3, '0')}` as never,
        conversation: `many-${i}`,
        organisationId: 'many',
        level: levels[i % 3],
        lang: i % 50 === 0 ? 'th' : 'ko',
        district: i % 40 === 0 ? 'ganghwa' : 'seo',
        assignedTo: i % 30 === 0 ? 'hana' : 'duri',
        rank: 1,
        dueAt: new Date(NOW.getTime() + (i % 7) * 1_000),
        submittedAt: new Date(NOW.getTime() - (i % 11) * 1_000),
      })),
    );
  });

  test.each([
    ['due', { levels: ['urgent_24h'] }, 200],
    ['newest', { levels: ['urgent_24h', 'priority_3d'] }, 400],
    ['due', {}, 600],
    ['newest', {}, 600],
  ] as const)('pages by %s end where the next begins: %j', async (sort, more, count) => {
    const store = createQueueStore(mongo.db);
    const seen: string[] = [];
    let after: Parameters<typeof store.page>[1]['after'] = null;
    for (;;) {
      const page = await store.page({ ...basis, ...more, sort }, { after, limit: 90 });
      seen.push(...page.map(({ _id }) => _id));
      const last = page.at(-1);
      if (page.length < 90 || !last) break;
      after = cursorOf(sort, last);
    }
    expect([seen.length, new Set(seen).size]).toEqual([count, count]);
  });

  test.each([
    ['assigned', { assignedTo: 'hana' }, 20],
    ['language', { langs: ['th'] }, 12],
    ['district', { districts: ['ganghwa'] }, 15],
    ['language and level', { langs: ['th'], levels: ['urgent_24h'] }, 4],
  ] as const)('by %s it reads no more than there is, by index', async (_name, more, count) => {
    const profiled = mongo.db;
    await profiled.command({ profile: 2 });
    const page = await createQueueStore(profiled).page({ ...basis, ...more, sort: 'due' }, { after: null, limit: 51 });
    await profiled.command({ profile: 0 });
    const [entry] = await profiled
      .collection('system.profile')
      .find({ ns: /referrals$/, op: 'query' })
      .sort({ $natural: -1 })
      .limit(1)
      .toArray();
    expect(page).toHaveLength(count);
    expect(entry?.['docsExamined']).toBeLessThanOrEqual(20);
    expect(entry?.['planSummary']).toContain('IXSCAN');
  });
});

describe('saved views', () => {
  const post = (who: Who, body: object) => supertest(one.app(who)).post('/api/views').send(body);

  test('are kept by each person alone, renewed under the same name, and taken away', async () => {
    const made = await post('hana', { name: ' Vietnamese ', filter: { lang: 'vi', assigned: 'nobody' } });
    expect(made.body).toMatchObject({ name: 'Vietnamese', filter: { lang: 'vi', assigned: 'nobody' } });
    const again = await post('hana', { name: 'Vietnamese', filter: { lang: 'vi' } });
    expect(again.body.id).toBe(made.body.id);
    expect((await get('hana', '/api/views')).body.items).toEqual([{ id: made.body.id, name: 'Vietnamese', filter: { lang: 'vi' } }]);
    expect((await get('duri', '/api/views')).body.items).toEqual([]);
    expect((await supertest(one.app('duri')).delete(`/api/views/${made.body.id}`)).status).toBe(404);
    expect((await supertest(one.app('hana')).delete(`/api/views/${made.body.id}`)).body).toEqual({ ok: true });
    expect((await get('hana', '/api/views')).body.items).toEqual([]);
    const entries = await mongo.db.collection('audit').find({ subject: 'queue_view' }).sort({ _id: 1 }).toArray();
    expect(entries.map(({ action }) => action)).toEqual(['view_saved', 'view_saved', 'view_removed']);
  });

  test('have a name and a filter that is known, and there are not endlessly many', async () => {
    for (const body of [{ name: '', filter: {} }, { name: 'x', filter: { level: 'high' } }, { name: 'x' }, { name: 'x', filter: { x: 1 } }])
      expect((await post('hana', body)).status).toBe(400);
    expect((await post('lan', { name: 'x', filter: {} })).status).toBe(403);
    for (let i = 0; i < 30; i += 1) expect((await post('sena', { name: `view ${i}`, filter: {} })).status).toBe(200);
    expect((await post('sena', { name: 'one more', filter: {} })).status).toBe(422);
    expect((await post('sena', { name: 'view 3', filter: { overdue: '1' } })).status).toBe(200);
  });
});
