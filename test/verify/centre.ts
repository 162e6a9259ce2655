import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createFirstStep, type FirstStep } from '../../src/app.ts';
import { readSettings } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import { Persona } from '../../src/conversation/simulate.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from '../e2e/family.ts';
import { until } from '../e2e/running.ts';
import { Desk } from '../e2e/staff.ts';

export const content = loadContent(ROOT);

const personas = z.array(Persona).parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8')));
export const persona = (id: string): Persona => {
  const found = personas.find((one) => one.id === id);
  if (!found) throw new Error(`no persona ${id}`);
  return found;
};

/** Case code as the last words name it. */
export const codeOf = (family: Family): string | undefined =>
  family.acknowledged
    .flatMap(({ reply }) => reply.messages.map(({ text }) => /FS-[2-9A-HJKMNP-Z]{5}/.exec(text)?.[0]))
    .findLast((code) => code !== undefined);

export interface Centre {
  readonly firstStep: FirstStep;
  readonly url: string;
  readonly masterKey: string;
  readonly desk: Desk;
  setClock(now: string): Promise<void>;
  close(): Promise<void>;
}

/** A whole First Step in this process, web and workers, on the given services, with a test clock. */
export async function openCentre(services: {
  mongoUrl: string;
  redisUrl: string;
  data: string;
  settings?: Record<string, string>;
}): Promise<Centre> {
  const masterKey = newMasterKey();
  const env = {
    NODE_ENV: 'test',
    FIRSTSTEP_CLOCK: 'test',
    PORT: '0',
    HOST: '127.0.0.1',
    FIRSTSTEP_DATA: services.data,
    ...services.settings,
  };
  const firstStep = await createFirstStep({
    settings: readSettings(env),
    content,
    root: ROOT,
    masterKey,
    mongoUrl: services.mongoUrl,
    redisUrl: services.redisUrl,
    roles: ['serve', 'work'],
    demo: true,
    log: silentLog,
  });
  const [url = ''] = await firstStep.start();
  const desk = await Desk.signIn({ url, logins: firstStep.logins }, 'sena@demo.example');
  return {
    firstStep,
    url,
    masterKey,
    desk,
    async setClock(now) {
      const response = await fetch(`${url}/test/clock`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ now }),
      });
      if (!response.ok) throw new Error(`the clock was not set: ${response.status}`);
    },
    close: () => firstStep.stop(),
  };
}

/** A life at the centre: a case accepted, visited and reminded of; an emergency; and somebody who left nothing behind. */
export async function liveALittle({
  url,
  desk,
  setClock,
  firstStep,
}: Centre): Promise<{ readonly referralId: string; readonly visitId: string }> {
  await setClock('2026-12-24T18:00:00+09:00');
  const family = new Family(url);
  await play(family, { ...persona('P06'), now: '2026-12-24T18:00:00+09:00' });
  const referralId = await until('the referral to be accepted', async () => {
    const row = (await desk.queue()).items.find((item) => item.code === codeOf(family) && item.status === 'assigned');
    const accepted = row && (await desk.post(`/api/referrals/${row.id}/accept`, { version: row.version }));
    return accepted?.status === 200 ? row?.id : null;
  });
  const [saver] = await desk.savers();
  const booked = await desk.post(`/api/referrals/${referralId}/visits`, {
    saverId: saver?.id,
    date: '2026-12-29',
    time: '10:00',
    place: 'center',
    minutes: 60,
  });
  if (booked.status !== 201) throw new Error(`not booked: ${JSON.stringify(booked)}`);
  const visitId = (booked.body as { id: string }).id;
  await until('the question about reminders', async () => (await family.history()).question?.id === 'consent_reminder');
  family.last = null;
  await family.send({ choice: 'yes' });
  await setClock('2026-12-26T10:00:05+09:00');
  await until('the first reminder', async () =>
    (await desk.referral(referralId)).deliveries.some(({ audience, state }) => audience === 'family' && state === 'sent'),
  );

  const inDanger = new Family(url);
  await play(inDanger, persona('P03'));
  const alert = await until('the alert', async () => (await desk.alerts())[0]);
  await desk.post(`/api/alerts/${alert.id}/acknowledge`, {});

  const child = new Family(url);
  await play(child, { ...persona('P06'), answers: { ...persona('P06').answers, age_band: '13' } });

  const gone = new Family(url);
  await play(gone, persona('P18'));
  await firstStep.reconcile();
  return { referralId, visitId };
}
