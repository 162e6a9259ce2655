import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from './family.ts';
import { type Home, newHome, type Running, until } from './running.ts';
import { Desk } from './staff.ts';

const [persona] = z.array(Persona).parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8'))).filter(({ id }) => id === 'P06');

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

test('power cuts lose no acknowledged answer, and the referral is made once', async () => {
  if (!persona) throw new Error('no persona P06');
  await running.setClock(persona.now);
  const family = new Family(running.url);
  const cuts = new Set([3, 9]);
  let sent = 0;
  await play(family, persona, async () => {
    sent += 1;
    if (!cuts.has(sent)) return;
    await running.kill();
    running = await home.start();
    const known = (await family.history()).messages.map(({ text }) => text);
    for (const { reply } of family.acknowledged) for (const { text } of reply.messages) expect(known).toContain(text);
  });

  // The last acknowledged turn made the referral: cut the power before anything else can happen.
  await running.kill();
  running = await home.start();
  const again = family.acknowledged.at(-1);
  const repeated = await family.send({ choice: 'skip' }, again?.id);
  expect(repeated).toEqual({ ...again?.reply, token: repeated.token });

  const desk = await Desk.signIn(running, 'sena@demo.example');
  const items = await until('the referral at the desk', async () => {
    const queue = await desk.queue();
    return queue.items.length > 0 && queue.items.every((item) => item.status !== 'submitted') ? queue.items : null;
  });
  expect(items).toHaveLength(1);
  const answers = (await desk.referral(items[0]?.id ?? '')).answers.map(({ question }) => question);
  expect(answers).toEqual(expect.arrayContaining(['danger_now', 'consent_basic', 'who', 'area', 'needs', 'contact']));
}, 240_000);
