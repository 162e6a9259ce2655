import { describe, expect, test } from '@jest/globals';
import { forEachTest, open, page, posted, referral, server, toast } from './desk.ts';

forEachTest();

describe('visits', () => {
  test('an empty form says what is missing and goes there', async () => {
    await open('/referrals/r-accepted/visits/new');
    await page.getByRole('button', { name: 'Book the visit' }).click();
    await page.getByText('Please choose a saver.').waitFor();
    await page.getByText('Please choose a date.').waitFor();
    await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement && document.activeElement.type === 'radio');
    expect(posted('/referrals/r-accepted/visits')).toEqual([]);
  });

  test.each([
    ['saver-busy', 409, 'This saver has another visit at that time. Choose another time or another saver.', 'radiogroup'],
    ['no-visits-that-day', 422, 'No visits are made on Sundays and public holidays. Choose another day.', 'date'],
    ['outside-hours', 422, 'Visits are not made at that hour.', 'time'],
    ['holidays-missing', 503, 'The public holidays of that year are not known yet.', 'date'],
  ])('a refusal is said beside its field and nothing is lost: %s', async (slug, status, words, where) => {
    await open('/referrals/r-accepted/visits/new');
    await page.getByRole('radio').first().check();
    await page.getByLabel('Date').fill('2026-12-25');
    await page.getByLabel('Starts at').selectOption('10:00');
    server.state.refuse = { path: '/visits', problem: { type: `https://firststep.example/problems/${slug}`, title: slug, status } };
    await page.getByRole('button', { name: 'Book the visit' }).click();
    await page.getByText(words).waitFor();
    const field =
      where === 'radiogroup' ? page.getByRole('radiogroup', { name: 'Saver' }) : page.getByLabel(where === 'date' ? 'Date' : 'Starts at');
    if (where !== 'radiogroup') {
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const described = (await field.getAttribute('aria-describedby')) ?? '';
      expect(
        await page
          .locator(
            described
              .split(' ')
              .map((id) => `[id="${id}"]`)
              .join(', '),
          )
          .allInnerTexts(),
      ).toEqual([expect.stringContaining(words)]);
    }
    expect(await page.getByLabel('Date').inputValue()).toBe('2026-12-25');
    await page.getByRole('button', { name: 'Book the visit' }).click();
    await toast('is booked').waitFor();
  });

  test('what is half filled in is not lost by a link', async () => {
    await open('/referrals/r-accepted/visits/new');
    await page.getByRole('radio').first().check();
    await page.getByRole('link', { name: 'FS-2611-0398' }).click();
    await page.getByRole('dialog', { name: 'You have not finished' }).getByRole('button', { name: 'Stay here' }).click();
    expect(await page.getByRole('radio').first().isChecked()).toBe(true);
  });

  test('a violent home is never the preset place', async () => {
    Object.assign(referral('r-emergency'), { status: 'accepted' });
    await open('/referrals/r-emergency/visits/new');
    expect(await page.getByLabel('Centre').isChecked()).toBe(true);
    await page.getByText('Meet in twos; one of you is a case manager.').waitFor();
    await page.getByLabel('Home', { exact: true }).check();
    await page.getByText('Do not meet at home.').waitFor();
  });

  test('a visit is moved with its version; a conflict is said and the newer time is shown', async () => {
    await open('/referrals/r-accepted');
    await page.getByRole('button', { name: /^Change the time of/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the time of the visit' });
    await dialog.getByLabel('Date').fill('2026-11-27');
    await dialog.getByLabel('Starts at').selectOption('15:30');
    Object.assign(referral('r-accepted').visits[0] ?? {}, {
      version: 2,
      startsAt: '2026-11-25T13:00:00+09:00',
      endsAt: '2026-11-25T14:00:00+09:00',
    });
    await dialog.getByRole('button', { name: 'Change the time' }).click();
    await dialog.getByText('Someone else changed this a moment before you.').waitFor();
    await dialog.getByRole('button', { name: 'Never mind' }).click();
    await page.getByRole('button', { name: 'Change the time of the visit on Wednesday 25 November, 13:00–14:00' }).click();
    await dialog.getByLabel('Starts at').selectOption('16:00');
    await dialog.getByRole('button', { name: 'Change the time' }).click();
    await toast('The visit is now on Wed 25 Nov 16:00.').waitFor();
    expect(posted('/visits/visit-1/move').at(-1)).toEqual({ version: 2, date: '2026-11-25', time: '16:00' });
  });

  test('a visit is cancelled for a reason', async () => {
    await open('/referrals/r-accepted');
    await page.getByRole('button', { name: /^Cancel the visit on/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel the visit' });
    await dialog.getByRole('button', { name: 'Cancel the visit' }).click();
    await dialog.getByText('Please choose a reason.').waitFor();
    await dialog.getByLabel('It is not safe').check();
    await dialog.getByRole('button', { name: 'Cancel the visit' }).click();
    await toast('is cancelled').waitFor();
    expect(posted('/visits/visit-1/cancel')).toEqual([{ version: 1, reason: 'unsafe' }]);
    await page.getByRole('button', { name: /^Cancel the visit on/ }).waitFor({ state: 'detached' });
  });
});

describe("a saver's phone", () => {
  beforeEach(async () => {
    server.state.role = 'saver';
    await page.setViewportSize({ width: 390, height: 844 });
  });

  test('today comes first, and the next visit says when', async () => {
    await open('/');
    await page.getByRole('heading', { level: 2, name: 'Today · Tuesday 24 November' }).waitFor();
    const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    expect(headings.map((text) => text.trim())).toEqual([
      'Today · Tuesday 24 November',
      'Tomorrow · Wednesday 25 November',
      'Friday 27 November',
      'In your calendar',
    ]);
    await expect(page.locator('[data-next]').innerText()).resolves.toMatch(/16:00–17:00\s+Starts in 1 hr (39|40) mins\W+FS-2611-0352/);
  });

  test('the calendar address is copied, and replaced after asking', async () => {
    await open('/my-visits');
    await page.getByRole('button', { name: 'Copy' }).click();
    await toast('The address is copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://firststep.example/calendar/7Qm2-first.ics');
    await page.getByRole('button', { name: 'Make a new address' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new address' }).click();
    await toast('There is a new address.').waitFor();
    expect(await page.getByLabel('Calendar address').inputValue()).toBe('https://firststep.example/calendar/9Xk4-second.ics');
  });

  test('no visits: says what will appear here', async () => {
    server.state.myVisits = [];
    await open('/my-visits');
    await page.getByText('No visit is coming up').waitFor();
  });
});
