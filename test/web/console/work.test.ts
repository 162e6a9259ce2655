import { describe, expect, test } from '@jest/globals';
import { browser, forEachTest, open, page, posted, referral, server, toast } from './desk.ts';
import { inHours } from './families.ts';
import { PASSWORD } from './fixture-server.ts';

forEachTest();

const codes = (): Promise<string[]> => page.locator('[data-referral]').allTextContents();
const focusedText = (): Promise<string | null> => page.evaluate(() => document.activeElement?.textContent ?? null);

describe('signing in', () => {
  test('a wrong password is said in words, a right one leads to where one wanted to go', async () => {
    await page.goto(`${server.url}/console/referrals/r-urgent`);
    await page.getByLabel('E-mail').fill('hana@firststep.example');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('E-mail or password is not right.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'FS-2611-0412' }).waitFor();
  });

  test('a session that ends keeps what was typed', async () => {
    await open('/referrals/r-urgent');
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByLabel('Why do you decline?').fill('Too far away for us today');
    server.state.signedIn = false;
    await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Why do you decline?').inputValue()).toBe('Too far away for us today');
  });

  test('only addresses inside the console are gone to', async () => {
    server.state.signedIn = true;
    await page.goto(`${server.url}/console/sign-in?next=${encodeURIComponent('//elsewhere.example/')}`);
    await page.locator('[data-referral]').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/referrals');
  });
});

describe('the queue', () => {
  test('emergencies first, then the nearest deadline, of all pages of the list', async () => {
    await open('/referrals');
    await page.locator('[data-referral]').nth(4).waitFor();
    expect(await codes()).toEqual(['FS-2611-0417', 'FS-2611-0388', 'FS-2611-0412', 'FS-2611-0401', 'FS-2611-0398']);
    const urgent = page.getByRole('listitem').filter({ hasText: 'FS-2611-0412' });
    await expect(urgent.textContent()).resolves.toMatch(
      /Urgent 24 h.*Past 36 weeks and no check-up yet.*and 2 more.*Chinese.*Namdong-gu.*left.*Accept by Tue 24 Nov 17:20/,
    );
  });

  test('filters live in the address', async () => {
    await open('/referrals?level=urgent_24h,priority_3d');
    await page.locator('[data-referral]').nth(2).waitFor();
    expect(await codes()).toEqual(['FS-2611-0412', 'FS-2611-0401', 'FS-2611-0398']);
    await page.getByRole('button', { name: /^All$/ }).click();
    await page.locator('[aria-busy="false"]').waitFor();
    expect(new URL(page.url()).search).toBe('?status=all&level=urgent_24h%2Cpriority_3d');
    await page.getByRole('link', { name: 'FS-2611-0412' }).click();
    await page.getByRole('link', { name: 'Referrals' }).first().waitFor();
    await page.locator('main').getByRole('link', { name: 'Referrals' }).click();
    await page.locator('[data-referral]').first().waitFor();
    expect(new URL(page.url()).search).toBe('?status=all&level=urgent_24h%2Cpriority_3d');
    expect(await focusedText()).toBe('FS-2611-0412');
  });

  test('is narrowed by the server, each filter in the address', async () => {
    await open('/referrals');
    await page.locator('[data-referral]').nth(4).waitFor();
    await page.getByRole('button', { name: /^Past its deadline/ }).click();
    await page.waitForFunction(() => location.search === '?overdue=1');
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Vietnamese' });
    await page.waitForFunction(() => location.search === '?lang=vi&overdue=1');
    await page.waitForFunction(() => document.querySelectorAll('[data-referral]').length === 1);
    expect(await codes()).toEqual(['FS-2611-0417']);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('/');
    await page.keyboard.type('fs-2611-0412');
    await page.keyboard.press('Enter');
    await page.getByText('No referral fits this filter').waitFor();
    expect(new URL(page.url()).search).toBe('?lang=vi&overdue=1&code=FS-2611-0412');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.locator('[data-referral]').nth(4).waitFor();
  });

  test('views: shipped ones, own ones, kept and removed', async () => {
    await open('/referrals');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitemradio', { name: '우리 구 베트남어' }).click();
    await page.waitForFunction(() => location.search === '?lang=vi&district=namdong');
    await page.getByRole('button', { name: '우리 구 베트남어' }).click();
    await page.getByRole('menuitem', { name: 'Remove the view 우리 구 베트남어' }).click();
    await toast('The view 우리 구 베트남어 is gone.').waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitemradio', { name: 'Emergencies' }).click();
    await page.waitForFunction(() => location.search === '?level=emergency');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Keep this filter as a view…' }).click();
    await page.getByRole('dialog', { name: 'Keep this filter' }).getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Please give it a name.').waitFor();
    await page.getByLabel('Name of the view').fill('Night');
    await page.keyboard.press('Enter');
    await toast('The view Night is kept.').waitFor();
    expect(posted('/views')).toEqual([{ name: 'Night', filter: { level: 'emergency' } }]);
    await page.getByRole('button', { name: 'Night' }).waitFor();
  });

  test('a row that somebody else takes away leaves the keyboard in its place', async () => {
    await open('/referrals');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('[data-referral="r-urgent"]').focus();
    server.state.referrals = server.state.referrals.filter(({ id }) => id !== 'r-urgent');
    server.tell({ type: 'referral', id: 'r-urgent' });
    await page.locator('[data-referral="r-urgent"]').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.matches('[data-referral]'));
  });

  test('says who else has a referral open, there and on its page', async () => {
    await open('/referrals');
    const row = page.getByRole('listitem').filter({ hasText: 'FS-2611-0412' });
    await row.getByText('Open at 이두리').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    server.state.presence = [];
    server.tell({ type: 'presence', id: 'r-urgent' });
    await row.getByText('Open at 이두리').waitFor({ state: 'detached' });
    server.state.presence = [{ referralId: 'r-urgent', people: [{ id: 'staff-2', name: '이두리' }] }];
    const sign = page.waitForRequest((request) => request.url().endsWith('/r-urgent/presence') && request.postData() === '{"here":true}');
    const gone = page.waitForRequest((request) => request.url().endsWith('/r-urgent/presence') && request.postData() === '{"here":false}');
    await open('/referrals/r-urgent');
    await sign;
    await page.getByText('Open at 이두리').waitFor();
    await page.locator('main').getByRole('link', { name: 'Referrals' }).click();
    await gone;
  });

  test('news from the server appear by themselves', async () => {
    server.state.referrals = [];
    server.state.alerts = [];
    const stream = page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await open('/referrals');
    await page.getByText('No referral is waiting').waitFor();
    await stream;
    await page.getByText('Live', { exact: true }).waitFor();
    server.state.referrals = [{ ...(await import('./families.ts')).referrals()[1]! }];
    server.tell({ type: 'referral', id: 'r-urgent' });
    await page.getByRole('link', { name: 'FS-2611-0412' }).waitFor();
  });
});

describe('by keyboard alone', () => {
  test('queue, referral, yes, and a booked visit', async () => {
    await open('/referrals');
    await page.locator('[data-referral]').nth(4).waitFor();
    await page.keyboard.press('Tab');
    expect(await focusedText()).toBe('Skip to the content');
    await page.keyboard.press('j');
    expect(await focusedText()).toBe('FS-2611-0417');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focusedText()).toBe('FS-2611-0412');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'FS-2611-0412' }).waitFor();
    await page.keyboard.press('a');
    await toast('You accepted the referral FS-2611-0412.').waitFor();
    expect(posted('/referrals/r-urgent/accept')).toEqual([{ version: 3 }]);
    await page.getByRole('link', { name: 'Book a visit' }).first().waitFor();
    await page.keyboard.press('b');
    await page.getByRole('heading', { level: 1, name: 'Book a visit for FS-2611-0412' }).waitFor();

    // The saver who speaks Chinese and works in the district stands first.
    const first = page.getByRole('radio').first();
    await first.waitFor();
    await first.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.getByLabel('Date').fill('2026-11-26');
    await page.getByLabel('Starts at').focus();
    await page.keyboard.type('14:00');
    await page.getByText('Thursday 26 November, 14:00–15:30').waitFor();
    await page.getByLabel('Length').selectOption('60');
    await page.getByRole('button', { name: 'Book the visit' }).focus();
    await page.keyboard.press('Enter');
    await toast('The visit on Thu 26 Nov 14:00 is booked.').waitFor();
    await page.getByText('Thursday 26 November, 14:00–15:00').waitFor();
    expect(posted('/referrals/r-urgent/visits')).toEqual([
      { saverId: 'saver-3', date: '2026-11-26', time: '14:00', place: 'home', minutes: 60 },
    ]);
    await page.getByText('No reminder consent yet: nothing is pushed to the family.').waitFor();
  });

  test('the keys work on a Korean keyboard, and not while someone types or when switched off', async () => {
    await open('/referrals');
    await page.locator('[data-referral]').nth(4).waitFor();
    await page.evaluate(() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ㅓ', code: 'KeyJ', bubbles: true })));
    expect(await focusedText()).toBe('FS-2611-0417');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('switch').click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.locator('[data-referral]').nth(1).focus();
    await page.keyboard.press('j');
    expect(await focusedText()).toBe('FS-2611-0388');
  });
});

describe('deciding', () => {
  test('a yes by button keeps the keyboard where the work is', async () => {
    await open('/referrals');
    await page.getByRole('button', { name: 'Accept FS-2611-0412' }).focus();
    await page.keyboard.press('Enter');
    await toast('You accepted').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'FS-2611-0412');
  });

  test('someone else was first: the newer state is shown and nothing is overwritten', async () => {
    await open('/referrals/r-urgent');
    Object.assign(referral('r-urgent'), { version: 4, status: 'accepted', assignedTo: { id: 'staff-2', name: '이두리' } });
    await page.getByRole('button', { name: 'Accept' }).click();
    const dialog = page.getByRole('dialog', { name: 'Someone else changed this a moment before you.' });
    await dialog.waitFor();
    expect(await dialog.locator('[data-differs="true"]').allInnerTexts()).toEqual([
      expect.stringMatching(/State\s+Waiting to be accepted\s+Accepted/),
      expect.stringMatching(/Assigned to\s+김하나\s+이두리/),
      expect.stringMatching(/Due/),
    ]);
    await dialog.getByRole('button', { name: 'I see' }).click();
    await page.getByText('Assigned to 이두리').waitFor();
    expect(await page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
    expect(referral('r-urgent').version).toBe(4);
  });

  test('a yes is taken back by button and by key', async () => {
    await open('/referrals');
    await page.locator('[data-referral="r-urgent"]').focus();
    await page.keyboard.press('a');
    await toast('You accepted the referral FS-2611-0412.').getByRole('button', { name: 'Undo' }).click();
    await toast('You took the acceptance of FS-2611-0412 back.').waitFor();
    await page.locator('[data-referral="r-handover"]').focus();
    await page.keyboard.press('a');
    await toast('You accepted the referral FS-2611-0401.').waitFor();
    await page.keyboard.press('z');
    await toast('You took the acceptance of FS-2611-0401 back.').waitFor();
    expect(server.state.posts.map(({ path }) => path)).toEqual([
      '/referrals/r-urgent/accept',
      '/referrals/r-urgent/undo-accept',
      '/referrals/r-handover/accept',
      '/referrals/r-handover/undo-accept',
    ]);
  });

  test('a no to what changed meanwhile keeps the reason, shows both versions, and may be sent again', async () => {
    await open('/referrals/r-urgent');
    await page.getByRole('button', { name: 'Decline' }).click();
    const dialog = page.getByRole('dialog', { name: 'Decline FS-2611-0412' });
    await dialog.getByLabel('Why do you decline?').fill('Nobody speaks Chinese today');
    Object.assign(referral('r-urgent'), { version: 4, unreadNotes: 2 });
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await dialog.getByText('What you saw').waitFor();
    expect(await dialog.locator('[data-differs="true"]').allInnerTexts()).toEqual([expect.stringMatching(/Unread notes\s+1\s+2/)]);
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await toast('You declined the referral FS-2611-0412.').waitFor();
    expect(posted('/referrals/r-urgent/decline').at(-1)).toEqual({ version: 4, reason: 'Nobody speaks Chinese today' });
  });

  test('one is put off by key, with a time before its deadline and a reason, and brought back', async () => {
    await open('/referrals');
    await page.locator('[data-referral="r-urgent"]').focus();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Put FS-2611-0412 off' });
    expect(await dialog.getByLabel('Until when?').locator('option').allInnerTexts()).toEqual(['Tue 24 Nov 15:00', 'Tue 24 Nov 15:30']);
    await dialog.getByLabel('Until when?').selectOption({ label: 'Tue 24 Nov 15:30' });
    await dialog.getByRole('button', { name: 'Put off' }).click();
    await dialog.getByText('Please write at least three characters.').waitFor();
    await dialog.getByLabel('Why?').fill('She answers after school');
    await dialog.getByRole('button', { name: 'Put off' }).click();
    await toast('FS-2611-0412 is put off until Tue 24 Nov 15:30.').waitFor();
    await page.locator('[data-referral="r-urgent"]').waitFor({ state: 'detached' });
    expect(posted('/referrals/r-urgent/snooze')).toEqual([
      { version: 3, until: '2026-11-24T06:30:00.000Z', reason: 'She answers after school' },
    ]);
    await page.getByRole('button', { name: /^Put off/ }).click();
    await page.getByRole('link', { name: 'FS-2611-0412' }).click();
    await page.getByText('Put off until Tue 24 Nov 15:30', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Bring back' }).click();
    await toast('FS-2611-0412 is in the list again.').waitFor();
  });

  test('an emergency is not put off', async () => {
    await open('/referrals');
    await page.locator('[data-referral="r-emergency"]').focus();
    await page.keyboard.press('s');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await open('/referrals/r-emergency');
    expect(await page.getByRole('button', { name: 'Put off' }).count()).toBe(0);
  });

  test('a no needs a reason, and a reason is not lost by a stray Escape', async () => {
    await open('/referrals');
    await page.locator('[data-referral="r-urgent"]').focus();
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Decline FS-2611-0412' });
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await dialog.getByText('Please write at least three characters.').waitFor();
    await dialog.getByLabel('Why do you decline?').fill('Nobody speaks Chinese today');
    await page.keyboard.press('Escape');
    await dialog.getByText('The reason you wrote would be lost.').waitFor();
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await toast('You declined the referral FS-2611-0412.').waitFor();
    expect(posted('/referrals/r-urgent/decline')).toEqual([{ version: 3, reason: 'Nobody speaks Chinese today' }]);
    await page.locator('[data-referral="r-urgent"]').waitFor({ state: 'detached' });
  });

  test('a server that is away is said in words, and nothing is sent later unseen', async () => {
    await open('/referrals/r-urgent');
    await page.route('**/accept', (route) => route.abort());
    await page.getByRole('button', { name: 'Accept' }).click();
    await toast('The server was not reached.').waitFor();
    expect(posted('/referrals/r-urgent/accept')).toEqual([]);
    await page.getByRole('button', { name: 'Accept', disabled: false }).waitFor();
  });
});

test('an emergency rings, rings again when it is repeated, and is quiet once it is taken', async () => {
  await browser.context.addInitScript(() => {
    const counted = window as unknown as { rung: number; AudioContext: typeof AudioContext };
    counted.rung = 0;
    const Real = counted.AudioContext;
    counted.AudioContext = class extends Real {
      constructor() {
        super();
        counted.rung += 1;
      }
    };
  });
  const stream = page.waitForResponse((response) => response.url().endsWith('/api/events'));
  await open('/referrals');
  await stream;
  await page.getByText('Live', { exact: true }).waitFor();
  const region = page.getByRole('region', { name: 'Emergency alerts' });
  await region.getByText('Violence is happening now, Violence or threats at home').waitFor();
  await page.waitForFunction('window.rung === 1');
  server.state.alerts = server.state.alerts.map((alert) => ({ ...alert, lastRungAt: inHours(0), rung: 'hq' }));
  server.tell({ type: 'alert', id: 'a-1' });
  await region.getByText('Calling headquarters').waitFor();
  await page.waitForFunction('window.rung === 2');
  await region.getByRole('button', { name: 'I take the emergency FS-2611-0417' }).click();
  await toast('You have taken the emergency FS-2611-0417.').waitFor();
  await region.getByRole('listitem').waitFor({ state: 'detached' });
  expect(posted('/alerts/a-1/acknowledge')).toEqual([{}]);
});

describe('a referral', () => {
  test('says why in words, masks what the role may not see, and warns of quiet mode', async () => {
    await open('/referrals/r-urgent');
    const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
    expect(text).toContain('Past 36 weeks and no check-up yet T16');
    expect(text).toContain('Weeks of pregnancy 36 weeks 4 days');
    expect(text).toContain('18 December 2026 (36 weeks 4 days pregnant today, to the week)');
    expect(text).toContain('Signs now Not shown to this role');
    expect(text).toContain('Feelings and home Chose not to say');
    expect(text).toContain('010-1234-5678');
    await open('/referrals/r-emergency');
    const quiet = page.getByRole('region', { name: 'Safe contact' });
    await quiet.getByText('Never make contact first.').waitFor();
    expect(await quiet.getByRole('link').count()).toBe(0);
  });

  test('the way to reach her stays in sight on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open('/referrals/r-emergency');
    await page.getByRole('heading', { name: 'What happened so far' }).scrollIntoViewIfNeeded();
    const strip = page.getByRole('note', { name: 'Safe contact' });
    const box = await strip.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeLessThan(120);
    expect(await strip.innerText()).toContain('Quiet mode');
  });

  test('reads again only when something about it changed: each read is audited', async () => {
    let reads = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/referrals/r-accepted')) reads += 1;
    });
    await open('/referrals/r-accepted');
    await page.getByText('Live', { exact: true }).waitFor();
    expect(reads).toBe(1);
    server.tell({ type: 'delivery', id: 'of-another-family' });
    const again = page.waitForResponse((response) => response.url().endsWith('/api/referrals/r-accepted'));
    server.tell({ type: 'delivery', id: 'd-2' });
    await again;
    expect(reads).toBe(2);
  });
});

test('nothing about families stays in the browser', async () => {
  await open('/referrals/r-urgent');
  await page.getByRole('link', { name: '010-1234-5678' }).waitFor();
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toMatch(/FS-2611|1234|r-urgent/);
  expect(await page.title()).toBe('Referral · First Step');
});
