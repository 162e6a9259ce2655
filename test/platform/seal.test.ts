import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHmacs } from '../../src/platform/hmac.ts';
import { createKeyring, newMasterKey, parseMasterKeys } from '../../src/platform/keyring.ts';
import { open, openJson, type Place, seal, sealJson, SealError } from '../../src/platform/seal.ts';

const key = randomBytes(32);
const turn: Place = { conversation: 'web-1', seq: 3 };
const places: Place[] = [
  turn,
  { conversation: 'web-1', seq: 4 },
  { conversation: 'web-2', seq: 3 },
  { collection: 'persons', id: 'p', field: 'profile' },
  { collection: 'persons', id: 'p', field: 'other' },
  { collection: 'persons:p', id: '', field: 'profile' },
  { collection: 'turn', id: 'web-1', field: '3' },
];

describe('sealed values', () => {
  test('open again, whatever they hold', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (plain) => open(key, turn, seal(key, turn, plain)).equals(plain)));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(openJson(key, turn, sealJson(key, turn, value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('open only where they belong', () => {
    for (const there of places) {
      const sealed = seal(key, there, Buffer.from('words'));
      for (const other of places.filter((place) => place !== there)) expect(() => open(key, other, sealed)).toThrow(SealError);
    }
  });

  test('refuse another key and each changed byte', () => {
    const sealed = seal(key, turn, Buffer.from('words'));
    expect(() => open(randomBytes(32), turn, sealed)).toThrow(SealError);
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => open(key, turn, changed)).toThrow(SealError);
    }
    for (let length = 0; length < sealed.length; length += 1) expect(() => open(key, turn, sealed.subarray(0, length))).toThrow(SealError);
  });

  test('look different each time', () => {
    expect(seal(key, turn, Buffer.from('words')).equals(seal(key, turn, Buffer.from('words')))).toBe(false);
  });
});

describe('the keyring', () => {
  test('wraps with the newest master key and unwraps with older ones', () => {
    const [old, young] = [newMasterKey(), newMasterKey()];
    const before = createKeyring(parseMasterKeys(old));
    const dataKey = before.newKey();
    const wrapped = before.wrap(dataKey, 'person-1');
    const during = createKeyring(parseMasterKeys(`${young}, ${old}`));
    expect(during.unwrap(wrapped, 'person-1').equals(dataKey)).toBe(true);
    const rewrapped = during.wrap(dataKey, 'person-1');
    expect(rewrapped.kid).not.toBe(wrapped.kid);
    const after = createKeyring(parseMasterKeys(young));
    expect(after.unwrap(rewrapped, 'person-1').equals(dataKey)).toBe(true);
    expect(() => after.unwrap(wrapped, 'person-1')).toThrow(SealError);
    expect(() => during.unwrap(wrapped, 'person-2')).toThrow(SealError);
  });

  test.each(['', ' , ', 'short', Buffer.alloc(31).toString('base64'), `${newMasterKey()},x`])(
    'refuses %p and does not quote it',
    (text) => {
      let message = '';
      try {
        parseMasterKeys(text);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/^FIRSTSTEP_MASTER_KEY/);
      if (text.trim().length > 3) expect(message).not.toContain(text);
    },
  );
});

describe('keyed hashes', () => {
  const hmac = createHmacs(randomBytes(32));

  test('are the same for the same parts and purpose only', () => {
    const seen = new Set([
      hmac.digest('token', 'a', 'b'),
      hmac.digest('token', 'ab'),
      hmac.digest('token', 'a', 'b', ''),
      hmac.digest('token', 'a","b'),
      hmac.digest('conversation', 'a', 'b'),
      createHmacs(randomBytes(32)).digest('token', 'a', 'b'),
    ]);
    expect(seen.size).toBe(6);
    expect(hmac.digest('token', 'a', 'b')).toBe(hmac.digest('token', 'a', 'b'));
  });

  test('are compared whole', () => {
    const digest = hmac.digest('token', 'a');
    expect(hmac.matches(digest, 'token', 'a')).toBe(true);
    for (const wrong of ['', digest.slice(1), `${digest}x`, digest.toLowerCase()]) expect(hmac.matches(wrong, 'token', 'a')).toBe(false);
  });
});
