import type { Page } from 'playwright-core';

/** What she taps, or writes where nothing can be tapped, by the id of the question. */
export type Taps = Readonly<Record<string, string | readonly string[] | { readonly text: string }>>;

interface Asked {
  readonly turn: number;
  readonly question: { readonly id: string; readonly optional: boolean } | null;
}

/** What the server asks in the conversation of this browser. */
export async function askedOf(page: Page): Promise<Asked> {
  const response = await page
    .context()
    .request.get(new URL('/chat/messages', page.url()).href, { headers: { Accept: 'application/json' } });
  if (!response.ok()) throw new Error(`${response.status()} ${await response.text()}`);
  return (await response.json()) as Asked;
}

/** Answers one question in the browser and waits until the answer is on the page. */
async function answer(page: Page, { turn, question }: Asked, taps: Taps): Promise<void> {
  const tap = taps[question?.id ?? ''];
  const now = page.locator('#now');
  if (tap === undefined) await now.locator('button[value="skip"]').click();
  else if (typeof tap === 'string') await now.locator(`button[value="${tap}"]`).click();
  else if ('text' in tap) {
    await now.locator('#text').fill(tap.text);
    await now.locator('.write button').click();
  } else {
    for (const value of tap) await now.locator(`label.check:has(input[value="${value}"])`).click();
    await now.locator('.choices button.main').click();
  }
  await page.locator('.waiting').waitFor({ state: 'detached' });
  const next = await askedOf(page);
  if (next.turn <= turn) throw new Error(`the answer to ${question?.id} was not taken: ${await now.innerText()}`);
}

/** Goes through the conversation until nothing is asked. Returns the ids of the questions. `look` sees each page before the answer. */
export async function tapThrough(
  page: Page,
  taps: Taps,
  look: (question: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < 60; i += 1) {
    const asked = await askedOf(page);
    if (asked.question === null) return ids;
    if (!ids.includes(asked.question.id)) {
      ids.push(asked.question.id);
      await look(asked.question.id);
    }
    await answer(page, asked, taps);
  }
  throw new Error(`it does not end: ${ids.join(', ')}`);
}
