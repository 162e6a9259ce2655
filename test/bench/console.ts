import { randomUUID } from 'node:crypto';
import { type Db, type Document, type ObjectId } from 'mongodb';
import type { Page } from 'playwright-core';
import type { Program } from '../../src/conversation/index.ts';
import { connectMongo } from '../../src/platform/mongo.ts';
import { launchBrowser } from '../browser.ts';
import { median } from './cpu.ts';
import { benchServices, databaseUrl } from './processes.ts';
import type { Figure } from './report.ts';
import { demoServer } from './server.ts';

/** Milliseconds within which a filter must be shown, and the next referral. */
const GOAL_MS = 300;
const ROUNDS = 7;
const BATCH = 1_000;
const LEVELS = ['urgent_24h', 'priority_3d', 'standard_7d'] as const;
const LANGS = ['ko', 'vi', 'zh-CN', 'en', 'th', 'ru'] as const;
const DISTRICTS = ['namdong', 'seo', 'bupyeong', 'yeonsu', 'michuhol', 'ganghwa'] as const;
const HOUR = 3_600_000;

const pick = <T>(from: readonly T[], number: number): T => from[number % from.length] as T;

/** A line of a busy queue; nothing of it is sealed, because nothing of it is opened. */
function lineOf(number: number, organisationId: string, staff: readonly string[]): Document {
  const now = Date.now();
  const acceptBy = new Date(now + ((number * 7) % 200) * HOUR - 4 * HOUR);
  const assignedTo = number % 9 === 0 ? null : pick(staff, number);
  return {
    _id: randomUUID() as unknown as ObjectId,
    organisationId,
    conversation: `bench-${number}`,
    personId: `bench-${number}`,
    code: `FS-B${number}`,
    level: pick(LEVELS, number),
    reasons: ['T24', 'T15'],
    services: ['home_visit'],
    outcome: 'referred',
    lang: pick(LANGS, number * 5 + Math.floor(number / 7)),
    area: 'namdong',
    district: pick(DISTRICTS, number * 3 + Math.floor(number / 11)),
    quietMode: number % 17 === 0,
    submittedAt: new Date(now - (number % 300) * HOUR),
    deadlines: { contactBy: acceptBy, acceptBy, visitBy: new Date(acceptBy.getTime() + 72 * HOUR) },
    ladder: [],
    escalation: 'none',
    nextStepAt: null,
    status: assignedTo === null ? 'submitted' : 'assigned',
    assignedTo,
    assignedWhy: [],
    round: 1,
    version: 2,
    unreadNotes: 0,
    tellAccepted: false,
    rank: 1,
    dueAt: acceptBy,
    content: null,
    notes: [],
    history: [],
    purgeAt: null,
  };
}

async function fill(db: Db, count: number): Promise<void> {
  const people = await db.collection<{ _id: string; organisationId: string; role: string }>('staff_members').find().toArray();
  const managers = people.filter(({ role }) => role === 'case_manager');
  const organisationId = managers[0]?.organisationId ?? '';
  const ids = managers.map(({ _id }) => String(_id));
  for (let from = 0; from < count; from += BATCH) {
    const lines = Array.from({ length: Math.min(BATCH, count - from) }, (_unused, i) => lineOf(from + i, organisationId, ids));
    await db.collection('referrals').insertMany(lines, { ordered: false });
  }
}

/** From the click to the picture that shows the answer of the server; measured within the page. */
function shownAfter(page: Page, act: { readonly click: string } | { readonly select: string; readonly value: string }): Promise<number> {
  return page.evaluate(async (what) => {
    const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    // The list was asked for after the click, and the answer has come: an address that changed says neither.
    const answered = (since: number): boolean =>
      performance
        .getEntriesByType('resource')
        .some(
          (one) => one.name.includes('/api/referrals?') && one.startTime >= since && (one as PerformanceResourceTiming).responseEnd > 0,
        );
    performance.clearResourceTimings();
    const from = performance.now();
    if ('click' in what) document.querySelector<HTMLElement>(what.click)?.click();
    else {
      const field = document.querySelector<HTMLSelectElement>(what.select);
      if (!field) throw new Error(`no ${what.select}`);
      field.value = what.value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    for (;;) {
      await painted();
      const list = document.querySelector('main ul[aria-busy]');
      if (answered(from) && list?.getAttribute('aria-busy') === 'false') return performance.now() - from;
    }
  }, act);
}

/** From the key to the focus on the next line. */
const nextAfter = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const before = document.activeElement;
    const from = performance.now();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', bubbles: true }));
    while (document.activeElement === before) await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - from;
  });

/** The queue of a big centre in a real browser, from a real server. */
export async function benchConsole(_program: Program, { queue }: { readonly queue: number }): Promise<readonly Figure[]> {
  const services = await benchServices(1);
  const mongoUrl = databaseUrl(services.mongoUrl, 'bench_console');
  const firstStep = await demoServer(mongoUrl, services.redisUrl);
  const mongo = await connectMongo(mongoUrl);
  const browser = await launchBrowser({ viewport: { width: 1280, height: 860 }, locale: 'ko', reducedMotion: 'reduce' });
  try {
    await fill(mongo.db, queue);
    const [url = ''] = await firstStep.start();
    const login = firstStep.logins.find(({ role }) => role === 'case_manager');
    if (!login) throw new Error('no case manager in the demo');
    const page = await browser.context.newPage();
    await page.goto(`${url}/console/referrals`);
    await page.fill('input[name="email"]', login.email);
    await page.fill('input[name="password"]', login.password);
    await page.keyboard.press('Enter');
    await page.locator('[data-referral]').nth(20).waitFor();

    const level: number[] = [];
    const lang: number[] = [];
    const next: number[] = [];
    // The first chip of a level stands after the bar; each press is another filter, which nothing has kept yet.
    const chips = await page.locator('[role="group"] > button[aria-pressed]').count();
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.goto(`${url}/console/referrals?sort=${round % 2 === 0 ? 'due' : 'newest'}`);
      await page.locator('[data-referral]').nth(20).waitFor();
      level.push(
        await shownAfter(page, { click: `[role="group"] > button[aria-pressed]:nth-last-of-type(${1 + (round % Math.min(chips, 3))})` }),
      );
      lang.push(await shownAfter(page, { select: 'main select', value: pick(LANGS, round) }));
      next.push(await nextAfter(page));
    }
    const goal = { unit: 'ms', against: 'goal', peer: GOAL_MS } as const;
    return [
      { bench: 'console', figure: 'referrals', value: queue, unit: '', against: null, peer: null },
      { bench: 'console', figure: 'filter_level_ms', value: median(level), ...goal },
      { bench: 'console', figure: 'filter_language_ms', value: median(lang), ...goal },
      { bench: 'console', figure: 'next_ms', value: median(next), ...goal },
    ];
  } finally {
    await browser.close();
    await mongo.close();
    await firstStep.stop();
    await services.stop();
  }
}
