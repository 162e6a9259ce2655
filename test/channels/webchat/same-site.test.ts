import { expect, test } from '@jest/globals';
import { isForeign } from '../../../src/channels/webchat/same-site.ts';

test.each([
  [undefined, undefined, false],
  ['https://chat.example', 'same-origin', false],
  ['https://chat.example', undefined, false],
  [undefined, 'none', false],
  ['https://evil.example', undefined, true],
  ['https://evil.example', 'same-origin', true],
  ['https://chat.example', 'cross-site', true],
  ['https://other.chat.example', 'same-site', true],
  ['http://chat.example:8080', undefined, true],
  ['null', undefined, true],
  ['', undefined, true],
  [undefined, 'cross-site', true],
])('origin %p, fetch site %p: foreign %p', (origin, fetchSite, foreign) => {
  expect(isForeign({ origin, fetchSite, host: 'chat.example' })).toBe(foreign);
});
