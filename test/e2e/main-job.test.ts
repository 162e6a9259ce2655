import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from './family.ts';
import { type Home, newHome, type Running, until } from './running.ts';
import { Desk } from './staff.ts';

const personas = z.array(Persona).parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8')));
const persona = (id: string): Persona => {
  const found = personas.find((one) => one.id === id);
  if (!found) throw new Error(`no persona ${id}`);
  return found;
};

/** The case code as the last words name it. */
const codeIn = (family: Family): string | undefined =>
  family.acknowledged
    .flatMap(({ reply }) => reply.messages.map(({ text }) => /FS-[2-9A-HJKMNP-Z]{5}/.exec(text)?.[0]))
    .findLast((code) => code !== undefined);

let home: Home;
let running: Running;
let supervisor: Desk;

beforeAll(async () => {
  home = await newHome();
  running = await home.start();
  supervisor = await Desk.signIn(running, 'sena@demo.example');
}, 240_000);

afterAll(async () => {
  await running.stop();
  await home.remove();
}, 60_000);

describe('a conversation becomes a referral in the queue', () => {
  for (const id of ['P01', 'P06', 'P02', 'P10']) {
    test(`persona ${id}`, async () => {
      const { now, expect: wanted } = persona(id);
      await running.setClock(now);
      const family = new Family(running.url);
      const asked = await play(family, persona(id));
      const row = await until(`the referral of ${id}`, async () => {
        const { items } = await supervisor.queue();
        return items.find((item) => item.code === codeIn(family) && item.status !== 'submitted');
      });
      expect({ level: row.level, reasons: [...row.reasons].sort(), services: [...row.services].sort(), outcome: row.outcome }).toEqual({
        level: wanted.triage.level,
        reasons: wanted.triage.reasons,
        services: wanted.services,
        outcome: wanted.outcome,
      });
      expect(row.assignedTo).not.toBeNull();
      expect(asked.filter((question) => wanted.asked_not.includes(question))).toEqual([]);
    });
  }

  test('persona P07 ends in information, and nothing is left', async () => {
    const before = (await supervisor.queue()).items.length;
    await running.setClock(persona('P07').now);
    const family = new Family(running.url);
    await play(family, persona('P07'));
    expect(family.last?.ended).toBe(true);
    expect((await supervisor.queue()).items).toHaveLength(before);
  });
});

describe('a booked visit is reminded of', () => {
  const BOOKED_AT = '2026-12-24T18:00:00+09:00';
  let family: Family;
  let referral: string;

  beforeAll(async () => {
    await running.setClock(BOOKED_AT);
    family = new Family(running.url);
    await play(family, { ...persona('P06'), now: BOOKED_AT });
    // Her last answers revise the referral for a moment; who decides on an older one is told so and decides again.
    referral = await until('the referral to be accepted', async () => {
      const row = (await supervisor.queue()).items.find((item) => item.code === codeIn(family) && item.status === 'assigned');
      const accepted = row && (await supervisor.post(`/api/referrals/${row.id}/accept`, { version: row.version }));
      return accepted?.status === 200 ? row?.id : null;
    });
  });

  /** What was pushed to her, by its row in the ledger: a pause hides it again, so it is gathered from look to look. */
  const pushed = new Map<string, string>();
  const reminders = async (): Promise<string[]> => {
    for (const { delivery, text } of (await family.history()).messages) if (delivery !== undefined) pushed.set(delivery, text);
    return [...pushed.values()];
  };
  const ofFamily = async () => (await supervisor.referral(referral)).deliveries.filter((row) => row.audience === 'family');

  test('the booking is told in the chat, which asks for the consent to remind', async () => {
    const [saver] = await supervisor.savers();
    const booked = await supervisor.post(`/api/referrals/${referral}/visits`, {
      saverId: saver?.id,
      date: '2026-12-29',
      time: '10:00',
      place: 'center',
      minutes: 60,
    });
    expect(booked).toMatchObject({ status: 201 });
    const asked = await until('the question in the chat', async () => {
      const history = await family.history();
      return history.question?.id === 'consent_reminder' ? history : null;
    });
    expect(asked.messages.some(({ text }) => text.includes('booking'))).toBe(true);
    const before = await supervisor.referral(referral);
    expect(before.visits[0]?.reminderConsent).toBeNull();
    await family.send({ choice: 'yes' });
    await until('the consent at the desk', async () => (await supervisor.referral(referral)).visits[0]?.reminderConsent === true);
  });

  test('each reminder arrives at its time, once', async () => {
    expect(await reminders()).toEqual([]);
    await running.setClock('2026-12-26T10:00:05+09:00');
    const [first = ''] = await until('the first reminder', async () => ((await reminders()).length === 1 ? reminders() : null));
    expect(first).toMatch(/December 29.*10:00/);
    await running.setClock('2026-12-28T10:00:05+09:00');
    await until('the second reminder', async () => (await reminders()).length === 2);
    const states = await until('both seen at the desk', async () => {
      const rows = (await ofFamily()).map(({ kind, state }) => [kind, state]);
      return rows.filter(([, state]) => state === 'seen').length === 2 ? rows : null;
    });
    expect(states).toEqual([
      ['family_3d', 'seen'],
      ['family_1d', 'seen'],
      ['family_2h', 'queued'],
    ]);
  });

  test('a moved visit sends none of the old reminders', async () => {
    const [visit] = (await supervisor.referral(referral)).visits;
    const moved = await supervisor.post(`/api/visits/${visit?.id}/move`, { version: visit?.version, date: '2026-12-30', time: '14:00' });
    expect(moved).toMatchObject({ status: 200 });
    await running.setClock('2026-12-29T08:00:05+09:00');
    const old = await until('the old row settled', async () => {
      const rows = (await ofFamily()).filter((row) => Date.parse(row.due) === Date.parse('2026-12-29T08:00:00+09:00'));
      return rows.length > 0 && rows.every((row) => row.state === 'cancelled') ? rows : null;
    });
    expect(old.map((row) => row.reason)).toEqual(['visit_moved']);
    await running.setClock('2026-12-29T10:00:05+09:00');
    const fresh = await until('the reminder of the new time', async () => (await reminders()).find((text) => text.includes('30')));
    expect(fresh).toMatch(/December 30.*14:00/);
    expect(await reminders()).toHaveLength(3);
  });

  test('a cancelled visit sends nothing more', async () => {
    const [visit] = (await supervisor.referral(referral)).visits;
    const cancelled = await supervisor.post(`/api/visits/${visit?.id}/cancel`, { version: visit?.version, reason: 'family' });
    expect(cancelled).toMatchObject({ status: 200 });
    await running.setClock('2026-12-30T12:00:05+09:00');
    const rows = await until('every row settled', async () => {
      const all = (await supervisor.referral(referral)).deliveries;
      return all.every((row) => ['sent', 'seen', 'cancelled', 'expired'].includes(row.state)) ? all : null;
    });
    const due = rows.filter((row) => row.audience === 'family' && Date.parse(row.due) > Date.parse('2026-12-29T10:00:00+09:00'));
    expect(due.map(({ kind, state, reason }) => [kind, state, reason])).toEqual([['family_2h', 'cancelled', 'visit_cancelled']]);
    expect((await reminders()).filter((text) => text.includes('14:00'))).toHaveLength(1);
  });
});

describe('a visit without a yes to reminders', () => {
  test('is told of in the chat; nothing is pushed, and the desk sees why', async () => {
    await running.setClock('2027-02-01T10:00:00+09:00');
    const family = new Family(running.url);
    await play(family, persona('P06'));
    const referral = await until('the referral to be accepted', async () => {
      const row = (await supervisor.queue()).items.find((item) => item.code === codeIn(family) && item.status === 'assigned');
      const accepted = row && (await supervisor.post(`/api/referrals/${row.id}/accept`, { version: row.version }));
      return accepted?.status === 200 ? row?.id : null;
    });
    const [saver] = await supervisor.savers();
    const visit = { saverId: saver?.id, date: '2027-02-05', time: '10:00', place: 'home', minutes: 60 };
    expect(await supervisor.post(`/api/referrals/${referral}/visits`, visit)).toMatchObject({ status: 201 });
    await until('the question in the chat', async () => (await family.history()).question?.id === 'consent_reminder');
    await family.send({ choice: 'no' });
    await until('the no at the desk', async () => (await supervisor.referral(referral)).visits[0]?.reminderConsent === false);
    await running.setClock('2027-02-02T10:00:05+09:00');
    const blocked = await until('the blocked row', async () =>
      (await supervisor.referral(referral)).deliveries.find((row) => row.kind === 'family_3d' && row.state === 'blocked'),
    );
    expect(blocked.reason).toBe('no_consent');
    expect((await family.history()).messages.filter(({ delivery }) => delivery !== undefined)).toEqual([]);
  });
});
