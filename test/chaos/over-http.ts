import { setTimeout as wait } from 'node:timers/promises';
import { type Family, type Line, look, type Look, say } from './family.ts';
import type { Stored } from './stored.ts';
import type { Verdict } from './verdict.ts';
import type { Chance } from './chance.ts';

/** A page that no server tells for so long is lost; a busy machine takes its time. */
const PATIENCE_MS = 120_000;
const AGAIN_MS = 500;

async function pageOf(line: Line, family: Family): Promise<Look | null> {
  const limit = performance.now() + PATIENCE_MS;
  for (let first = family.index; performance.now() < limit; first += 1) {
    const shown = await look(line, family, first);
    if (shown) return shown;
    await wait(AGAIN_MS);
  }
  return null;
}

/**
 * What a family gets over HTTP once all is over: its page shows the lines that were stored, in order, and a message that
 * comes again has the answer that it had. The business clock stands at the beginning of the run, so that no page hides
 * anything because of a pause.
 */
export function createHttpCheck(deps: { line: Line; stored: Stored; verdict: Verdict; chance: Chance }) {
  const { line, stored, verdict, chance } = deps;
  const { hold } = verdict;

  const page = async (family: Family): Promise<void> => {
    const where = `conversation ${family.conversation}`;
    const shown = await pageOf(line, family);
    hold('every page is there', shown !== null, 'lost', () => where);
    if (!shown) return;
    const told = shown.messages.filter(({ from, turn }) => from === 'us' && turn !== undefined);
    const first = shown.messages.find(({ turn }) => turn !== undefined)?.turn ?? null;
    const { turns } = await stored.conversation(family.conversation ?? '');
    hold(
      'the page stands where the conversation stands',
      shown.turn === (turns.at(-1)?.seq ?? 0) || turns.at(-1)?.erased === true,
      'lost',
      () => `${where}: ${shown.turn}`,
    );
    if (first === null) return;
    const lines = turns.filter(({ seq }) => seq >= first).flatMap((turn) => stored.linesOf(turn));
    hold(
      'the page shows what was told, in order',
      JSON.stringify(lines) === JSON.stringify(told.map(({ text }) => text)),
      'lost',
      () => `${where}, from turn ${first}`,
    );
  };

  const again = async (family: Family): Promise<void> => {
    const { turns } = await stored.conversation(family.conversation ?? '');
    const erased = turns.findLast((turn) => turn.erased)?.seq ?? 0;
    const askable = family.told.filter(({ turn, forgotten }) => turn > erased || forgotten);
    const last = askable.at(-1);
    if (!last) return;
    for (const { id } of new Set([last, chance.pick(askable)])) {
      await say(line, family, family.sent.get(id) ?? {}, { id, first: family.index + 1 });
      hold(
        'a message that comes again is answered the same',
        !family.differing.has(id),
        'doubled',
        () => `conversation ${family.conversation}: message ${id}`,
      );
    }
    const after = await stored.conversation(family.conversation ?? '');
    hold(
      'a message that comes again changes nothing',
      after.turns.length === turns.length,
      'doubled',
      () => `conversation ${family.conversation}`,
    );
  };

  return async (family: Family): Promise<void> => {
    if (family.conversation === null) return;
    await page(family);
    await again(family);
  };
}
