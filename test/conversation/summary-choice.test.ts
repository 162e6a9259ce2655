import { describe, expect, test } from '@jest/globals';
import { LANGS, renderQuestion } from '../../src/conversation/index.ts';
import { realContent, Talk } from './program.ts';

describe('typed words at the summary', () => {
  test.each(LANGS)('in %s the name, the number and the label of an answer change it, and the label of yes sends it', (lang) => {
    const { program } = realContent();
    const at = (): Talk => new Talk(lang).untilAsked('summary');
    const shown = renderQuestion(program, at().session!, at().now)?.choices ?? [];
    for (const [i, { value, label }] of shown.entries()) {
      if (value === 'ok') continue;
      const id = value.slice('change:'.length);
      const name = program.texts.say(lang, `q.${id}.name`);
      // "What would help" asks for help wherever it is said.
      const isCommand = program.listen(name, { lang, question: 'summary', stage: null, facts: {} }).command !== null;
      for (const text of [`${i + 1}`, label, ...(isCommand ? [] : [name])]) {
        const talk = at();
        talk.say(text);
        expect([lang, text, talk.asks]).toEqual([lang, text, id]);
      }
    }
    for (const text of ['1', program.texts.say(lang, 'q.summary.ok')]) {
      const talk = at();
      talk.say(text);
      expect([lang, text, talk.count('referral_submitted')]).toEqual([lang, text, 1]);
    }
  });

  test.each([
    ['en', 'please change the area', 'area'],
    ['vi', 'em muốn sửa khu vực', 'area'],
    ['vi', 'sua khu vuc', 'area'],
    ['en', 'no', 'summary'],
    ['en', '99', 'summary'],
    ['en', 'hmm', 'summary'],
  ] as const)('%s: %j', (lang, text, asks) => {
    const talk = new Talk(lang).untilAsked('summary');
    talk.say(text);
    expect(talk.asks).toBe(asks);
  });
});
