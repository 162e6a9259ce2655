import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { type TestMongo, type TestRedis, withMongo, withRedis } from '../services.ts';
import { type Centre, openCentre } from '../verify/centre.ts';

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: readonly unknown[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly example?: unknown } } };
}

let mongo: TestMongo;
let redis: TestRedis;
let data: string;
let centre: Centre;
let document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

beforeAll(async () => {
  [mongo, redis, data] = await Promise.all([withMongo(), withRedis(), mkdtemp(join(tmpdir(), 'firststep-api-'))]);
  centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  document = (await (await fetch(`${centre.url}/api/openapi.json`)).json()) as typeof document;
}, 240_000);
afterAll(async () => {
  await centre.close();
  await Promise.all([mongo.drop(), redis.drop(), rm(data, { recursive: true, force: true })]);
}, 60_000);

/** Method and path of everything that Express serves, from its own tables. */
function served(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => [
    ...(route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : []),
    ...served(handle?.stack ?? []),
  ]);
}
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

describe('the description of the API', () => {
  test('is OpenAPI 3.1 that a validator accepts', async () => {
    const validator = new Validator();
    const result = await validator.validate(document as unknown as Parameters<Validator['validate']>[0]);
    expect(result.errors ?? []).toEqual([]);
    expect(validator.version).toBe('3.1');
  });

  test('names every route under /api, and nothing that is not there', () => {
    const described = Object.entries(document.paths)
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
      .filter((route) => route.includes(' /api/'));
    const unlisted = ['get /api/openapi.json', 'get /api/docs'];
    const express = served((centre.firstStep.express as unknown as { router: { stack: Layer[] } }).router.stack)
      .filter((route) => / \/api\//.test(route) && !route.includes('{*any}') && !unlisted.includes(route))
      .map((route) => route.replaceAll(/:(\w+)/g, '{$1}'));
    expect(described.toSorted()).toEqual([...new Set(express)].toSorted());
  });

  test('says of every route what it does and who may, with an example where something is written', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        expect({ path, method, summary: operation.summary }).toMatchObject({ summary: expect.stringMatching(/^[A-Z].{8,}\.$/) });
        const body = operation.requestBody?.content['application/json'];
        if (body) expect({ path, method, example: body.example }).not.toMatchObject({ example: undefined });
      }
    }
  });

  test('no route of it lets a stranger in', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        if (security.length === 0) continue;
        const answer = await fetch(centre.url + path.replace('{id}', 'some-id'), {
          method: method.toUpperCase(),
          headers: { 'content-type': 'application/json' },
          ...(method === 'get' ? {} : { body: '{}' }),
        });
        const problem = z.object({ type: z.string() }).parse(await answer.json());
        expect({ path, method, status: answer.status, type: problem.type }).toEqual({
          path,
          method,
          status: 401,
          type: '/problems/signed-out',
        });
      }
    }
  });

  test('can be read as a page without scripts', async () => {
    const answer = await fetch(`${centre.url}/api/docs`);
    const html = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(html).not.toContain('<script');
    for (const path of Object.keys(document.paths)) expect(html).toContain(path);
  });
});
