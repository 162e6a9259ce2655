import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSettings } from '../../src/config.ts';
import { parseRedisAddress } from '../../src/platform/redis-address.ts';

interface Vector {
  readonly text: string;
  readonly nodes: readonly string[] | null;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: boolean;
}

const vectors = JSON.parse(readFileSync(new URL('./redis-address.vectors.json', import.meta.url), 'utf8')) as Vector[];

describe('the address of Redis', () => {
  test.each(vectors)('$text', ({ text, nodes, username = null, password = null, tls = false }) => {
    const found = parseRedisAddress(text);
    if (nodes === null) return expect(found).toBeNull();
    expect(found?.nodes.map(({ host, port }) => `${host}:${port}`)).toEqual(nodes);
    return expect(found).toMatchObject({ username, password, tls });
  });

  test('is none for any text that does not begin as one', () => {
    fc.assert(fc.property(fc.string(), (text) => parseRedisAddress(text) === null || /^rediss?:\/\//.test(text)));
  });

  test('keeps any password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (password) => {
        expect(parseRedisAddress(`redis://:${encodeURIComponent(password)}@a:1,b:2`)?.password).toBe(password);
      }),
    );
  });

  test('that cannot be used is told of without quoting it', () => {
    expect(() => readSettings({ REDIS_URL: 'redis://:secret@a:1,b:2/3' })).toThrow(/REDIS_URL: expected an address such as/);
    expect(() => readSettings({ REDIS_URL: 'redis://:secret@a:1,b:2/3' })).not.toThrow(/secret/);
  });
});
