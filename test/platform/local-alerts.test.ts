import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { createLocalAlerts, type LocalAlert } from '../../src/platform/local-alerts.ts';

const ALERT: LocalAlert = {
  id: 'a-1',
  at: new Date('2026-11-10T01:00:00Z'),
  rules: ['S01'],
  lang: 'vi',
  channel: 'web',
  conversation: 'web-abcdef',
};

let folder: string;
let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'firststep-alerts-'));
  folder = join(parent, 'alerts');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test('what is kept is there again, also for another process, and gone when it is done', async () => {
  const key = newMasterKey();
  const mine = createLocalAlerts(folder, key);
  expect(await mine.keep(ALERT)).toBe(true);
  expect(await mine.keep({ ...ALERT, rules: ['S02'] })).toBe(false);
  const other = createLocalAlerts(folder, key);
  expect(await other.waiting()).toEqual({ alerts: [ALERT], unreadable: [] });
  await other.done(ALERT.id);
  await mine.done(ALERT.id);
  expect(await mine.waiting()).toEqual({ alerts: [], unreadable: [] });
  expect(await readdir(folder)).toEqual([]);
});

test('twenty at once keep one', async () => {
  const alerts = createLocalAlerts(folder, newMasterKey());
  const kept = await Promise.all(Array.from({ length: 20 }, () => alerts.keep(ALERT)));
  expect(kept.filter((isNew) => isNew)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['a-1.alert']);
});

test('only its owner reads it, and the way back to her is sealed', async () => {
  await createLocalAlerts(folder, newMasterKey()).keep(ALERT);
  const file = join(folder, 'a-1.alert');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readFile(file, 'utf8')).not.toContain('abcdef');
});

test('a change of the master key opens what the old one sealed; without the old one it stays', async () => {
  const [older, newer] = [newMasterKey(), newMasterKey()];
  await createLocalAlerts(folder, older).keep(ALERT);
  expect((await createLocalAlerts(folder, `${newer},${older}`).waiting()).alerts).toEqual([ALERT]);
  expect(await createLocalAlerts(folder, newer).waiting()).toEqual({ alerts: [], unreadable: [join(folder, 'a-1.alert')] });
});

test('damaged files are named, not thrown away, and hold back no other', async () => {
  const alerts = createLocalAlerts(folder, newMasterKey());
  await alerts.keep(ALERT);
  await writeFile(join(folder, 'cut.alert'), '{"id":"c');
  await writeFile(join(folder, 'moved.alert'), (await readFile(join(folder, 'a-1.alert'), 'utf8')).replace('a-1', 'a-2'));
  const { alerts: found, unreadable } = await alerts.waiting();
  expect(found).toEqual([ALERT]);
  expect([...unreadable].sort()).toEqual([join(folder, 'cut.alert'), join(folder, 'moved.alert')]);
});

test('that it was told is noted once', async () => {
  const alerts = createLocalAlerts(folder, newMasterKey());
  await alerts.keep(ALERT);
  expect(await alerts.wasTold(ALERT.id)).toBe(false);
  await alerts.noteTold(ALERT.id);
  await alerts.noteTold(ALERT.id);
  expect(await alerts.wasTold(ALERT.id)).toBe(true);
});

test('an id that would leave the folder is refused', async () => {
  await expect(createLocalAlerts(folder, newMasterKey()).keep({ ...ALERT, id: '../x' })).rejects.toThrow(Error);
});
