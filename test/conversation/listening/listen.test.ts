import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileLexicons, LexiconError } from '../../../src/conversation/listening/index.ts';
import { LANGS } from '../../../src/conversation/types.ts';
import { parseYaml } from '../../../src/platform/yaml-file.ts';
import { hear, sources } from './lexicons.ts';

describe('safety words', () => {
  test.each([
    ['no bleeding but my water broke', ['S05']],
    ['출혈은 없는데 양수가 터졌어요', ['S05']],
    ['나 want to die ㅠㅠ', ['S02']],
    ['bleeding 없어요', []],
    ['wala naman bleeding po', []],
    ['husband 지금 때려요', ['S01']],
    ['지금 남편이 때려요. 시어머니도 가끔 협박해요', ['S01', 'S09']],
    ['어제 남편이 때렸어요', ['S09']],
    ['죽고싶ㅋㅋㅋㅋ어요', ['S02']],
    ['작년에 남편이 죽이겠다고 했어요', ['S09']],
    ['남편이 아기를 봐요', []],
    ['the baby is yellow and my husband hit me', ['S09']],
    ['малыш посинел, муж не просыпается', ['S03']],
    ['у дочки был насморк, теперь она не дышит', ['S03']],
    ['ребёнок не дышит и не шевелится', ['S03']],
  ])('%j', (text, safety) => {
    expect(hear(text, { lang: 'ko' }).safety).toEqual(safety);
  });

  test('once the baby is born labour is over, bleeding is not', () => {
    expect(hear('진통이 와요', { stage: 'baby' }).safety).toEqual([]);
    expect(hear('진통이 와요', { stage: 'pregnant' }).safety).toEqual(['S05']);
    expect(hear('피가 계속 나요', { stage: 'baby' }).safety).toEqual(['S05']);
  });

  test('38 degrees alarm under three months or when the age is unknown', () => {
    expect(hear('아기 열이 38.5도예요').safety).toEqual(['S04']);
    expect(hear('아기 열이 38.5도예요', { facts: { baby_age_months: 2 } }).safety).toEqual(['S04']);
    expect(hear('아기 열이 38.5도예요', { facts: { baby_age_months: 3 } }).safety).toEqual([]);
    expect(hear('아기 체온이 37.2도예요').safety).toEqual([]);
  });

  test('her own age, not the age of the baby', () => {
    expect(hear('13살이에요', { question: 'age_band' }).safety).toEqual(['S12']);
    expect(hear('13살이에요', { question: 'baby_birth' }).safety).toEqual([]);
    expect(hear('13 weeks', { question: 'due_date' }).safety).toEqual([]);
  });
});

describe('commands', () => {
  test.each([
    ['나중에요', 'area', 'pause'],
    ['나중에요', 'benefits_check', null],
    ['나중에 할게요', 'v_offer', null],
    ['Để sau', 'v_offer', null],
    ['back pain', 'body_signs', null],
    ['back', 'body_signs', 'back'],
    ['없어요', 'body_signs', null],
    ['사람', 'needs', null],
    ['네 연결해주세요', 'consent_share', null],
    ['상담원이랑 얘기하고 싶어요', 'household', 'human'],
    ['다른 사람을 위해 써요', 'who', null],
    ['말하기 싫어요', 'heart_home', 'skip'],
    ['왜 물어봐요?', 'area', 'why'],
    ['다 지워 주세요', 'area', 'withdraw'],
    ['정보만', 'needs', null],
  ])('%j at %s is %s', (text, question, command) => {
    expect(hear(text, { lang: 'ko', question }).command).toBe(command);
  });

  test('exit hides the screen as if she were watched', () => {
    expect(hear('🚪')).toMatchObject({ command: 'exit', safety: ['S13'] });
  });

  test.each([
    ['English please', 'en'],
    ['한국어로', 'ko'],
    ['中文', 'zh-CN'],
    ['tiếng Việt', 'vi'],
    ['по-русски', 'ru'],
    ['ภาษาไทย', 'th'],
    ['베트남어로 해주세요', 'vi'],
    ['日本語', 'ja'],
    ['नेपाली', 'ne'],
    ['Tagalog po', 'fil'],
    ["o'zbekcha", 'uz'],
    ['монголоор', 'mn'],
    ['ភាសាខ្មែរ', 'km'],
  ])('%j asks for %s', (text, lang) => {
    expect(hear(text)).toMatchObject({ command: 'lang', lang });
  });

  test('no label of an option is taken for a command', () => {
    const root = new URL('../../../locales/', import.meta.url);
    const wrong: string[] = [];
    for (const lang of LANGS.filter((known) => readdirSync(root).includes(known))) {
      const chat = JSON.parse(readFileSync(new URL(`${lang}/chat.json`, root), 'utf8')) as {
        q: Record<string, { options?: Record<string, string> }>;
      };
      for (const [question, { options }] of Object.entries(chat.q)) {
        for (const label of Object.values(options ?? {})) {
          const { command } = hear(label, { lang, question });
          if (command !== null) wrong.push(`${lang} ${question} "${label}" is ${command}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('language', () => {
  test.each([
    ['임신했어요', 'ko'],
    ['ខ្ញុំមានផ្ទៃពោះ', 'km'],
    ['หนูท้อง', 'th'],
    ['म गर्भवती छु', 'ne'],
    ['妊娠しています', 'ja'],
    ['我怀孕了', 'zh-CN'],
    ['би жирэмсэн', 'mn'],
    ['я беременна', 'ru'],
    ['em đang mang thai', 'vi'],
    ['buntis po ako', 'fil'],
    ['men homiladorman, yordam kerak', 'uz'],
    ['hello, i am pregnant', 'en'],
    ['123', null],
    ['zzz', null],
  ])('%j seems to be %s', (text, lang) => {
    expect(hear(text).guessedLang).toBe(lang);
  });

  test('a question to the bot', () => {
    expect(hear('돈이 드나요').isQuestion).toBe(true);
    expect(hear('is it free?').isQuestion).toBe(true);
    expect(hear('만수동').isQuestion).toBe(false);
  });
});

describe('any text', () => {
  test('is heard without an error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), fc.constantFrom(...LANGS, null), (text, lang) => {
        const heard = hear(text, { lang });
        return heard.safety.every((id) => /^S\d\d$/.test(id));
      }),
      { numRuns: 300 },
    );
    for (const part of ['아기를 던지고 싶지 않아요 ', 'no bleeding ', '13 ', '👍🏽', 'ㅋ', '\u0301', '\ud800']) {
      expect(hear(part.repeat(4_000).slice(0, 4_000)).safety.length).toBeLessThan(14);
    }
  });

  const dangers = [...sources].flatMap(([lang, source]) =>
    (['S01', 'S02', 'S03', 'S05', 'S11'] as const).flatMap((id) =>
      (source.safety[id]?.must_match ?? []).map((text) => ({ lang, id, text })),
    ),
  );
  const noise = fc.constantFrom('😭', ' ㅠㅠ ', '  ', '🙏🏽 ', ' ㅋㅋㅋ ', '\u200b', ' 😂😂 ');

  test('danger stays danger among tears, laughter and blanks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dangers),
        fc.array(noise, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        ({ lang, id, text }, signs, seed) => {
          const words = text.split(' ');
          const put = signs.reduce((list, sign, i) => {
            const at = (seed + 7 * i) % (list.length + 1);
            return [...list.slice(0, at), sign, ...list.slice(at)];
          }, words);
          return hear(put.join(' '), { lang }).safety.includes(id);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('a broken lexicon', () => {
  const base = 'status: draft\nreviewed_by: null\nnegation: {}\nlanguages: {}\n';
  test.each([
    [`${base}safety:\n  S02:\n    phrases: ["@nobody"]\n`, 'flows/lexicon/ko.yaml:7: there is no word group "nobody"'],
    [`${base}safety:\n  S02:\n    phrases: ["a + b > c"]\n`, 'flows/lexicon/ko.yaml:7: "a + b > c" mixes +, > and >>'],
    [`${base}safety:\n  S77:\n    phrases: [a]\n`, 'flows/lexicon/ko.yaml:'],
    ['status: perhaps\n', 'flows/lexicon/ko.yaml:1: status:'],
  ])('%j is refused with its line', (text, message) => {
    const compile = (): unknown => compileLexicons([parseYaml('flows/lexicon/ko.yaml', text)]);
    expect(compile).toThrow(LexiconError);
    expect(compile).toThrow(message);
  });
});
