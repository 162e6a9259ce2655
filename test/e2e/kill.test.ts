import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from './family.ts';
import { type Home, newHome, type Running, until } from './running.ts';
import { Desk } from './staff.ts';

const [persona] = z
  .array(Persona)
  .parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8')))
  .filter(({ id }) => id === 'P06');

let home: Home;
let running: Running;

beforeAll(async () => {
  home = await newHome();
  running = await home.start();
}, 240_000);

afterAll(async () => {
  await running.stop();
  await home.remove();
}, 60_000);

const theOne = async (desk: Desk) =>
  until('the referral at the desk', async () => {
    const { items } = await desk.queue();
    return items.length > 0 && items.every((item) => item.status !== 'submitted') ? items : null;
  });

/** Cuts the power and starts again. */
async function cut(): Promise<void> {
  await running.kill();
  running = await home.start();
}

const SUPERVISOR = 'sena@demo.example';
let family: Family;
let referral: string;

test('power cuts lose no acknowledged answer, and the referral is made once', async () => {
  if (!persona) throw new Error('no persona P06');
  await running.setClock('2026-12-24T18:00:00+09:00');
  family = new Family(running.url);
  // Before a message, or while one is on its way: then she sends the same one again, the very first one too.
  const before = new Set([4, 11]);
  const during = new Set([1, 7, 14]);
  let sent = 0;
  await play(family, persona, async (words) => {
    sent += 1;
    const id = randomUUID();
    if (before.has(sent)) await cut();
    if (during.has(sent)) {
      await family.sendInto(() => running.kill(), words, id);
      running = await home.start();
    }
    const reply = await family.send(words, id);
    const known = (await family.history()).messages.map(({ text }) => text);
    for (const { text } of family.acknowledged.flatMap((one) => one.reply.messages)) expect(known).toContain(text);
    return reply;
  });
  expect(sent).toBeGreaterThan(14);

  // The last acknowledged turn made the referral: cut the power before anything else can happen.
  await cut();
  const again = family.acknowledged.at(-1);
  const repeated = await family.send({ choice: 'skip' }, again?.id);
  expect(repeated).toEqual({ ...again?.reply, token: repeated.token });

  const desk = await Desk.signIn(running, SUPERVISOR);
  const items = await theOne(desk);
  expect(items).toHaveLength(1);
  referral = items[0]?.id ?? '';
  const answers = (await desk.referral(referral)).answers.map(({ question }) => question);
  expect(answers).toEqual(expect.arrayContaining(['danger_now', 'consent_basic', 'who', 'area', 'needs', 'contact']));
}, 240_000);

test('what the desk decided outlives power cuts, and each reminder is sent once', async () => {
  const first = await Desk.signIn(running, SUPERVISOR);
  await until('the referral to be accepted', async () => {
    const [row] = (await first.queue()).items;
    return (await first.post(`/api/referrals/${referral}/accept`, { version: row?.version })).status === 200;
  });
  await cut();

  const second = await Desk.signIn(running, SUPERVISOR);
  expect((await second.referral(referral)).status).toBe('accepted');
  const [saver] = await second.savers();
  const visit = { saverId: saver?.id, date: '2026-12-29', time: '10:00', place: 'center', minutes: 60 };
  expect(await second.post(`/api/referrals/${referral}/visits`, visit)).toMatchObject({ status: 201 });
  await cut();

  await until('the question in the chat', async () => (await family.history()).question?.id === 'consent_reminder');
  await family.send({ choice: 'yes' });
  await cut();

  await running.setClock('2026-12-26T10:00:05+09:00');
  await until('the reminder in the chat', async () => (await family.history()).messages.some(({ delivery }) => delivery !== undefined));
  await cut();
  await running.setClock('2026-12-26T10:05:00+09:00');
  const third = await Desk.signIn(running, SUPERVISOR);
  const { visits, deliveries } = await third.referral(referral);
  expect(visits).toHaveLength(1);
  // That she has seen it is noted after the page was sent: the cut may have come before.
  expect(deliveries.filter((row) => row.kind === 'family_3d').map((row) => row.state)).toEqual([expect.stringMatching(/^(sent|seen)$/)]);
  expect((await family.history()).messages.filter(({ delivery }) => delivery !== undefined)).toHaveLength(1);
}, 240_000);
