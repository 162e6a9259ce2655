import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Problem } from '../../src/contract/problem.ts';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from './family.ts';
import { type Home, newHome, type Running, until } from './running.ts';
import { Desk } from './staff.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const personas = z.array(Persona).parse(read('test/personas/personas.json'));

/** `body`, its bytes in `hex`, or made: the first text so many times, the middle, the last so many times; or a megabyte. */
const Payload = z.strictObject({
  name: z.string(),
  body: z.string().optional(),
  hex: z.string().optional(),
  repeat: z.tuple([z.string(), z.number(), z.string(), z.string()]).optional(),
  megabyte: z.boolean().optional(),
  type: z.string().optional(),
});
type Payload = z.infer<typeof Payload>;
const Routes = z.array(z.string());
const Vectors = z.strictObject({
  json: z.array(Payload),
  json_routes: Routes,
  forms: z.array(Payload),
  form_routes: Routes,
  ids: z.array(z.string()),
  id_routes: Routes,
  queries: Routes,
  tokens: z.array(z.string()),
  token_routes: Routes,
});
const vectors = Vectors.parse(read('test/e2e/bad-input.json'));

const MEGABYTE = 1_048_576;
function bytesOf({ body, hex, repeat, megabyte }: Payload): Buffer {
  if (hex !== undefined) return Buffer.from(hex.replaceAll(' ', ''), 'hex');
  if (megabyte) return Buffer.from(`{"text":"${'x'.repeat(MEGABYTE)}"}`);
  if (repeat) return Buffer.from(repeat[0].repeat(repeat[1]) + repeat[2] + repeat[3].repeat(repeat[1]));
  return Buffer.from(body ?? '');
}
const long = (text: string): string => text.replace('x{5000}', 'x'.repeat(5_000));

let home: Home;
let running: Running;
let desk: Desk;
let family: Family;
const ids: Record<string, string> = {};

beforeAll(async () => {
  home = await newHome();
  running = await home.start();
  await running.setClock('2026-12-21T10:00:00+09:00');
  desk = await Desk.signIn(running, 'sena@demo.example');
  for (const [persona, name] of [
    ['P06', 'referral'],
    ['P03', 'other'],
  ] as const) {
    const found = personas.find(({ id }) => id === persona);
    if (!found) throw new Error(`no persona ${persona}`);
    family = new Family(running.url);
    await play(family, found);
    ids[name] = await until(
      'the referral',
      async () => (await desk.queue()).items.find((row) => row.status === 'assigned' && !Object.values(ids).includes(row.id))?.id,
    );
  }
  ids['alert'] = await until('the alert', async () => (await desk.alerts()).find((alert) => alert.referralId === ids['other'])?.id);
  const { version } = await desk.referral(ids['other'] ?? '');
  expect(await desk.post(`/api/referrals/${ids['other']}/accept`, { version })).toMatchObject({ status: 200 });
  const [saver] = await desk.savers();
  const booked = await desk.post(`/api/referrals/${ids['other']}/visits`, {
    saverId: saver?.id,
    date: '2026-12-29',
    time: '10:00',
    place: 'center',
    minutes: 60,
  });
  ids['visit'] = z.object({ id: z.string() }).parse(booked.body).id;
}, 240_000);

afterAll(async () => {
  await running.stop();
  await home.remove();
}, 60_000);

/** Everything that must stay as it is. */
const everything = async (): Promise<unknown> => {
  const clock = await (await fetch(`${running.url}/test/clock`)).json();
  const referrals = await Promise.all(['referral', 'other'].map((name) => desk.referral(ids[name] ?? '')));
  const kept = referrals.map(({ status, version, history, visits, answers }) => ({
    status,
    version,
    steps: history.length,
    visits,
    answers,
  }));
  return {
    kept,
    alerts: (await desk.alerts()).map(({ id, acknowledgedAt }) => [id, acknowledgedAt]),
    turn: (await family.history()).messages.length,
    clock,
    count: (await desk.queue()).items.length,
  };
};

interface Sent {
  readonly body?: Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is wrong with the answer; null when it is a problem document of the 4xx family. */
async function faultOf(route: string, { body, type, headers = {} }: Sent): Promise<string | null> {
  const [method = '', path = ''] = route.split(/ (.*)/);
  const address = `${running.url}${path.replace(/\{(\w+)\}/, (whole, name: string) => ids[name] ?? whole)}`;
  const response = await fetch(address, {
    method,
    redirect: 'manual',
    headers: {
      ...(type ? { 'content-type': type } : {}),
      ...(path.startsWith('/chat') ? { authorization: `Bearer ${family.token}` } : { origin: running.url, cookie: desk.cookie }),
      ...headers,
    },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  const text = await response.text();
  if (response.status < 400 || response.status > 499) return `${response.status} ${text.slice(0, 200)}`;
  if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
    return `${response.status} as ${response.headers.get('content-type')}`;
  const problem = Problem.safeParse(JSON.parse(text));
  return problem.success && problem.data.status === response.status ? null : `not a problem document: ${text.slice(0, 200)}`;
}

async function faultsOf(cases: readonly (readonly [string, string, Sent])[]): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, route, sent] of cases) {
    const fault = await faultOf(route, sent);
    if (fault !== null) faults.push(`${route}, ${name}: ${fault}`);
  }
  return faults;
}

test('every route of the API that takes a body or an id is among them', async () => {
  const answer: unknown = await (await fetch(`${running.url}/api/openapi.json`)).json();
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.object({ requestBody: z.unknown().optional() }))) })
    .parse(answer);
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody }]) => ({ route: `${method.toUpperCase()} ${path}`, requestBody })),
    );
  const bodies = new Set(vectors.json_routes.map((route) => route.replace(/\{\w+\}/, '{id}')));
  expect(routes.filter(({ route, requestBody }) => requestBody !== undefined && !bodies.has(route))).toEqual([]);
  expect(routes.filter(({ route }) => route.includes('{id}') && !vectors.id_routes.includes(route))).toEqual([]);
});

test('there are at least 300 of them', () => {
  const { json, json_routes, forms, form_routes, ids: names, id_routes, queries, tokens, token_routes } = vectors;
  expect(
    json.length * json_routes.length +
      forms.length * form_routes.length +
      names.length * id_routes.length +
      queries.length +
      tokens.length * token_routes.length,
  ).toBeGreaterThan(300);
});

describe('bad input is refused by a problem document, and nothing is kept of it', () => {
  let before: unknown;
  beforeAll(async () => {
    before = await everything();
  });

  test.each(vectors.json_routes)('%s: JSON', async (route) => {
    expect(
      await faultsOf(
        vectors.json.map((payload) => [payload.name, route, { body: bytesOf(payload), type: payload.type ?? 'application/json' }]),
      ),
    ).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  test.each(vectors.form_routes)('%s: forms', async (route) => {
    expect(
      await faultsOf(
        vectors.forms.map((payload) => [payload.name, route, { body: bytesOf(payload), type: 'application/x-www-form-urlencoded' }]),
      ),
    ).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  test.each(vectors.id_routes)('%s: ids that nobody has', async (route) => {
    const body = route.startsWith('POST') ? { body: Buffer.from('{"version":1}'), type: 'application/json' } : {};
    expect(await faultsOf(vectors.ids.map((id) => [id, route.replace('{id}', encodeURI(long(id)).replaceAll('%25', '%')), body]))).toEqual(
      [],
    );
    expect(await everything()).toEqual(before);
  });

  test('questions in the address', async () => {
    expect(await faultsOf(vectors.queries.map((route) => ['query', route, {}]))).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  test.each(vectors.token_routes)('%s: tokens that nobody has', async (route) => {
    const forged = (token: string) => [
      { authorization: `Bearer ${token}`, cookie: '' },
      { authorization: '', cookie: `chat=${token}; better-auth.session_token=${token}` },
    ];
    const cases = vectors.tokens.flatMap((token) => forged(encodeURI(long(token))).map((headers) => [token, route, { headers }] as const));
    expect(await faultsOf(cases)).toEqual([]);
  });

  test('afterwards all is as before, and the server still answers', async () => {
    expect(await everything()).toEqual(before);
    expect((await family.send({ text: '안녕하세요' })).turn).toBeGreaterThan(0);
  });
});
