import type { Input, Lang } from '../../src/conversation/types.ts';
import { createHostileTexts } from './hostile.ts';

/** A stream of numbers in [0, 1) from a seed: the same seed gives the same run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Blocks of Unicode that our families' languages and troublemakers use: [first, last]. */
const BLOCKS: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x400, 0x4ff],
  [0x900, 0x97f],
  [0xe00, 0xe7f],
  [0x1100, 0x11ff],
  [0x1780, 0x17ff],
  [0x1e00, 0x1eff],
  [0x2000, 0x206f],
  [0x3040, 0x30ff],
  [0x3130, 0x318f],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xff00, 0xffef],
  [0x1f300, 0x1faff],
  [0x0, 0x1f],
];

/** Pieces that have broken parsers before: numbers, dates, identity numbers, markup, operators, joined marks. */
const NASTY: readonly string[] = [
  '__proto__',
  'constructor',
  '{"$ne":1}',
  '${7*7}',
  '{{x}}',
  '{code}',
  '<script>',
  '\u0000',
  '\u202e',
  '\u200b',
  '\ud800',
  'a\u0301'.repeat(40),
  '٣٢',
  '๓๒ สัปดาห์',
  '32w3d',
  '2027-02-30',
  '0000-00-00',
  '99999999999999999999',
  '-1',
  '1e309',
  'NaN',
  '900101-1234567',
  'M12345678',
  '010-1234-5678',
  '+82',
  '내년 3월',
  '음력 2월 30일',
  '令和0年',
  'ㅋㅋㅋㅋㅋㅋ',
  '👍👎🚪',
  '1,1,1,1,1',
  '1 và 4 và 9',
  ' '.repeat(200),
  '\n'.repeat(50),
  '없어요 없어요 없어요',
  'no no no not never',
  'ーーーーー',
  '!!!???...',
  'change:',
  'change:danger_now',
  'skip',
  'ok',
];

/** Makes messages as people, careless people and attackers send them. */
export interface MessageMaker {
  next(options: readonly string[]): Input;
}

/**
 * @param phrases Words of our own content in all languages (labels, lexicon examples): they reach deep into the flows.
 * @param langs Languages that may be switched to.
 */
export function createMessages(random: () => number, phrases: readonly string[], langs: readonly Lang[]): MessageMaker {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const sign = (): string => {
    const [first, last] = pick(BLOCKS) ?? [0x20, 0x7e];
    const code = first + Math.floor(random() * (last - first + 1));
    return code >= 0xd800 && code <= 0xdfff ? String.fromCharCode(code) : String.fromCodePoint(code);
  };
  const noise = (length: number): string => Array.from({ length }, sign).join('');
  const phrase = (): string => pick(phrases) ?? '';
  const hostile = createHostileTexts(random, phrases);

  const mangled = (): string => {
    const text = phrase();
    const at = Math.floor(random() * text.length);
    switch (Math.floor(random() * 5)) {
      case 0:
        return text.slice(0, at) + text.slice(at + 1);
      case 1:
        return text.slice(0, at) + sign() + text.slice(at);
      case 2:
        return text.replaceAll(' ', '');
      case 3:
        return `${text} ${phrase()}`;
      default:
        return text.toUpperCase();
    }
  };

  const text = (): string => {
    const dice = random();
    if (dice < 0.35) return phrase();
    if (dice < 0.55) return mangled();
    if (dice < 0.7) return String(Math.floor(random() * 14));
    if (dice < 0.8) return pick(NASTY) ?? '';
    if (dice < 0.88) return noise(1 + Math.floor(random() * 40));
    if (dice < 0.93) return `${phrase()} ${pick(NASTY) ?? ''} ${noise(4)}`;
    if (dice < 0.96) return (pick(NASTY) ?? 'x').repeat(1 + Math.floor(random() * 400));
    if (dice < 0.975) return `${phrase()} `.repeat(1 + Math.floor(random() * 200));
    if (dice < 0.99) return hostile();
    return noise(4_000);
  };

  return {
    next(options) {
      const dice = random();
      const stale = random() < 0.03;
      if (dice < 0.45 && options.length > 0) {
        const values = Array.from({ length: random() < 0.8 ? 1 : 3 }, () => pick(options) ?? 'skip');
        return { kind: 'choice', values, stale };
      }
      if (dice < 0.52)
        return { kind: 'choice', values: [pick(['skip', 'back', 'why', 'help', 'human', 'ok', '__proto__', '']) ?? 'skip'], stale };
      if (dice < 0.53) return { kind: 'language', lang: pick(langs) ?? 'en' };
      if (dice < 0.54) return { kind: 'timer', seq: Math.floor(random() * 30) };
      return { kind: 'text', text: text(), removed: [], stale };
    },
  };
}
