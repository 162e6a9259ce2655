import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { INTENT_IDS } from '../../src/conversation/listening/lexicon-file.ts';
import { LANGS, type Lang } from '../../src/conversation/index.ts';
import { hear, sources } from './listening/lexicons.ts';
import { ROOT, Talk } from './program.ts';

/** A conversation whose intake has ended. */
function ended(lang: Lang): Talk {
  return new Talk(lang).untilAsked('nothing');
}

/** The flow that a message began, or null. */
function begun(talk: Talk, text: string): string | null {
  const before = talk.events.length;
  talk.say(text);
  const first = talk.events.slice(before).find((event) => event.type === 'flow_started');
  return first?.type === 'flow_started' ? first.flow : null;
}

/** The word that the chat itself tells her to write when there is no booking. */
function toldWord(lang: Lang): string {
  const chat = readFileSync(join(ROOT, 'locales', lang, 'chat.json'), 'utf8');
  const text = (JSON.parse(chat) as { msg: { no_booking: string } }).msg.no_booking;
  return /["“«「](.+?)["”»」]/u.exec(text)?.[1] ?? '';
}

describe.each(LANGS)('after the end, in %s', (lang) => {
  const intents = sources.get(lang)?.intents ?? {};

  test('each flow begins by its own words', () => {
    const wrong: string[] = [];
    for (const id of INTENT_IDS) {
      const words = [...(intents[id]?.must_match ?? []), intents[id]?.whole[0] ?? ''];
      expect(words.length).toBeGreaterThanOrEqual(2);
      for (const text of words) {
        const flow = begun(ended(lang), text);
        if (flow !== id) wrong.push(`${id}: "${text}" began ${String(flow)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the word that the chat tells her to write books a visit', () => {
    expect(begun(ended(lang), toldWord(lang))).toBe('visit_book');
  });

  test('what only tells of it stays a note', () => {
    for (const intent of Object.values(intents))
      for (const text of intent.must_not_match) expect([text, begun(ended(lang), text)]).toEqual([text, null]);
  });

  test('no such word is a command or a danger, and none counts while a question is open', () => {
    for (const intent of Object.values(intents)) {
      for (const text of intent.must_match) expect({ text, ...hear(text, { lang }) }).toMatchObject({ text, command: null, safety: [] });
    }
    const talk = new Talk(lang);
    expect(begun(talk, intents.fund?.must_match[0] ?? '')).toBeNull();
  });
});
