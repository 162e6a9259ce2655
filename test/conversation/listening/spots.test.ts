import { expect, test } from '@jest/globals';
import { PartLists } from '../../../src/conversation/listening/part-lists.ts';
import { SpotPaper } from '../../../src/conversation/listening/spots.ts';

function paper(): SpotPaper {
  const lists = new PartLists();
  lists.put(0, 0);
  lists.put(1, 0);
  lists.put(1, 1);
  lists.put(2, 2);
  return new SpotPaper(lists.byForm(), 3);
}

test('a part is found where one of its words is, each place once, ordered by the end', () => {
  const spots = paper();
  spots.wipe();
  spots.put(1, 4, 9);
  spots.put(0, 5, 9);
  spots.put(0, 7, 8);
  spots.put(0, 4, 9);
  expect(spots.get(0)).toEqual([
    { start: 7, end: 8 },
    { start: 4, end: 9 },
    { start: 5, end: 9 },
  ]);
  expect(spots.get(1)).toEqual([{ start: 4, end: 9 }]);
  expect(spots.has(2)).toBe(false);
  expect(spots.get(2)).toBeUndefined();
  expect([...spots.found]).toEqual([0, 1]);
});

test('nothing of a text is left for the next one', () => {
  const spots = paper();
  spots.put(1, 0, 2);
  expect(spots.get(0)).toHaveLength(1);
  spots.wipe();
  spots.put(2, 1, 3);
  expect([0, 1, 2].map((part) => spots.get(part))).toEqual([undefined, undefined, [{ start: 1, end: 3 }]]);
  expect([...spots.found]).toEqual([2]);
});
