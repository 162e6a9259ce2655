import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LANGS, type Lang } from '../../../src/conversation/types.ts';
import { hear, sources } from './lexicons.ts';

/** Texts by what they are: an S-rule, `command:…`, or `none`. Written apart from the lexicons. */
type Labelled = Readonly<Record<string, readonly string[]>>;

const LEAST_RECALL = 0.95;
const MOST_FALSE_ALARMS = 0.05;

interface Figures {
  readonly texts: number;
  readonly recall: number;
  readonly precision: number;
  readonly falseAlarms: number;
  readonly commands: number;
  readonly wrong: readonly string[];
}

function measure(lang: Lang, labelled: Labelled): Figures {
  const wrong: string[] = [];
  let danger = 0;
  let heard = 0;
  let harmless = 0;
  let falseAlarms = 0;
  let commandsRight = 0;
  for (const [label, texts] of Object.entries(labelled)) {
    for (const text of texts) {
      const { safety, command } = hear(text, { lang });
      if (label.startsWith('S')) {
        danger += 1;
        if (safety.includes(label)) heard += 1;
        else wrong.push(`${label} missed: ${text}`);
        continue;
      }
      harmless += 1;
      const alarms = label === 'command:exit' ? safety.filter((id) => id !== 'S13') : safety;
      if (alarms.length > 0) {
        falseAlarms += 1;
        wrong.push(`${alarms.join(' ')} false: ${text}`);
      }
      const expected = label === 'none' ? null : label.slice('command:'.length);
      if (command === expected) commandsRight += 1;
      else wrong.push(`${label} heard as ${String(command)}: ${text}`);
    }
  }
  return {
    texts: danger + harmless,
    recall: heard / danger,
    precision: heard / Math.max(1, heard + falseAlarms),
    falseAlarms: falseAlarms / harmless,
    commands: commandsRight / harmless,
    wrong,
  };
}

describe.each(LANGS)('%s', (lang) => {
  const labelled = JSON.parse(readFileSync(new URL(`./${lang}.phrases.json`, import.meta.url), 'utf8')) as Labelled;
  const figures = measure(lang, labelled);

  test('labelled phrases are heard for what they are', () => {
    const { texts, recall, precision, falseAlarms, commands, wrong } = figures;
    process.stderr.write(
      `${lang}: ${texts} phrases, recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}, false alarms ${falseAlarms.toFixed(3)}, commands ${commands.toFixed(3)}\n`,
    );
    const low = texts < 60 || recall < LEAST_RECALL || falseAlarms > MOST_FALSE_ALARMS || commands < LEAST_RECALL;
    expect(low ? wrong : []).toEqual([]);
  });

  test('every S-rule that words can fire is among them', () => {
    const all = ['S01', 'S02', 'S03', 'S05', 'S08', 'S09', 'S10', 'S11', 'S12', 'S13'];
    expect(all.filter((id) => (labelled[id] ?? []).length < 2)).toEqual([]);
  });

  const source = sources.get(lang);

  test('the examples of the lexicon hold', () => {
    const wrong: string[] = [];
    const check = (
      name: string,
      rule: { must_match: readonly string[]; must_not_match: readonly string[] } | undefined,
      isHeard: (text: string) => boolean,
    ): void => {
      for (const text of rule?.must_match ?? []) if (!isHeard(text)) wrong.push(`${name} not heard: ${text}`);
      for (const text of rule?.must_not_match ?? []) if (isHeard(text)) wrong.push(`${name} heard: ${text}`);
    };
    for (const [id, rule] of Object.entries(source?.safety ?? {})) {
      check(id, rule, (text) => hear(text, { lang }).safety.includes(id.slice(0, 3)));
    }
    for (const [id, rule] of Object.entries(source?.notices ?? {})) {
      check(id, rule, (text) =>
        hear(text, { lang }).notices.some((notice) => notice === id || (notice === 'visit_doctor_yellow' && id === 'yellow_skin')),
      );
    }
    for (const [id, rule] of Object.entries(source?.commands ?? {})) check(id, rule, (text) => hear(text, { lang }).command === id);
    for (const [id, rule] of Object.entries(source?.intents ?? {})) check(id, rule, (text) => hear(text, { lang }).intent === id);
    expect(wrong).toEqual([]);
  });

  test('danger is heard whatever the language of the chat', () => {
    const missed = Object.entries(labelled)
      .filter(([label]) => label.startsWith('S'))
      .flatMap(([label, texts]) => texts.filter((text) => LANGS.some((chat) => !hear(text, { lang: chat }).safety.includes(label))));
    const danger = Object.entries(labelled)
      .filter(([label]) => label.startsWith('S'))
      .reduce((sum, [, texts]) => sum + texts.length, 0);
    expect(missed.length / danger <= 1 - LEAST_RECALL ? [] : missed).toEqual([]);
  });
});
