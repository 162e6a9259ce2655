import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SteppedClock } from '../../src/platform/clock.ts';
import { createHmacs } from '../../src/platform/hmac.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { createLocalAlerts, type LocalAlert } from '../../src/platform/local-alerts.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Mail } from '../../src/platform/mail.ts';
import { createUnsavedAlerts } from '../../src/referrals/index.ts';
import { STAFF } from './open-referrals.ts';

const CRY = { rules: ['S01'], lang: 'vi', channel: 'web', conversation: 'web-abc' };

let folder: string;
let mails: Mail[];
let stored: LocalAlert[];
let isAway: boolean;
let mailWorks: boolean;
const clock = new SteppedClock(new Date('2026-11-10T01:00:00Z'));
const masterKey = newMasterKey();

function opened() {
  return createUnsavedAlerts({
    local: createLocalAlerts(folder, masterKey),
    raise: async (alert) => {
      if (isAway) throw new Error('the database is away');
      if (stored.some(({ id }) => id === alert.id)) return false;
      stored.push(alert);
      return true;
    },
    mailer: {
      send: async (mail) => {
        if (!mailWorks) throw new Error('no mail');
        mails.push(mail);
      },
    },
    letter: ({ rules, lang }) => ({ subject: 'look', text: `${rules.join(' ')} ${lang}` }),
    directory: { withRole: async (role) => Object.values(STAFF).filter((one) => one.role === role) },
    organisation: async () => 'centre',
    hmac: createHmacs(Buffer.alloc(32, 7)),
    clock,
    log: silentLog,
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firststep-unsaved-'));
  [mails, stored, isAway, mailWorks] = [[], [], false, true];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const settled = async (look: () => boolean): Promise<void> => {
  while (!look()) await new Promise((resolve) => setImmediate(resolve));
};

test('while the database is away it is mailed once to everybody of the centre, and stored when it is back', async () => {
  const alerts = opened();
  await alerts.pass(); // learns whom to call
  isAway = true;
  await alerts.keep(CRY);
  await alerts.keep(CRY);
  await settled(() => mails.length === 3);
  await alerts.pass();
  await alerts.pass();
  expect(mails.map(({ to }) => to).sort()).toEqual(['duri@staff.example', 'hana@staff.example', 'sena@staff.example']);
  expect(mails[0]).toMatchObject({ subject: 'look', text: 'S01 vi' });
  expect(JSON.stringify(mails)).not.toContain('web-abc');
  expect(alerts.count()).toBe(1);
  isAway = false;
  await alerts.pass();
  await alerts.pass();
  expect(stored).toMatchObject([{ conversation: 'web-abc', rules: ['S01'], lang: 'vi' }]);
  expect(alerts.count()).toBe(0);
});

test('a mail that did not go is tried again, by another process too', async () => {
  const alerts = opened();
  await alerts.pass();
  [isAway, mailWorks] = [true, false];
  await alerts.keep(CRY);
  await alerts.pass();
  expect(mails).toEqual([]);
  mailWorks = true;
  await alerts.pass();
  await settled(() => mails.length === 3);
  isAway = false;
  const next = opened();
  await next.start();
  next.stop();
  expect(stored).toHaveLength(1);
  expect(mails).toHaveLength(3);
});

test('a cry after some time is a new one', async () => {
  const alerts = opened();
  isAway = true;
  await alerts.keep(CRY);
  clock.set(new Date(clock.now().getTime() + 10 * 60_000));
  await alerts.keep(CRY);
  isAway = false;
  await alerts.pass();
  expect(stored).toHaveLength(2);
});
