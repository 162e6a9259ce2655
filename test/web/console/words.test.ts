import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Level, ReferralRow, ReferralStatus } from '../../../src/contract/referrals.ts';
import { StaffRole } from '../../../src/contract/staff.ts';
import { CancelVisit, Delivery, VisitPlace, VisitState } from '../../../src/contract/visits.ts';
import { translator } from '../../../src/web/console/i18n/translate.ts';

type Tree = { readonly [key: string]: string | Tree };
const LANGS = ['ko', 'en'] as const;
const read = (lang: string, name: string): Tree => JSON.parse(readFileSync(`locales/${lang}/${name}.json`, 'utf8')) as Tree;

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[here, value] as [string, string]] : leaves(value, here);
  });
}
const singular = (key: string): string => key.replace(/_(one|other)$/, '');
const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe.each(['console', 'casework'])('the %s words', (name) => {
  // Only the screens have plural forms; the casework has codes that end so.
  const stem = name === 'console' ? singular : (key: string): string => key;
  const [ko, en] = LANGS.map((lang) => leaves(read(lang, name))) as [[string, string][], [string, string][]];

  test('have the same keys in Korean and English, and none is empty', () => {
    expect(new Set(en.map(([key]) => stem(key)))).toEqual(new Set(ko.map(([key]) => stem(key))));
    expect([...ko, ...en].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('have the same slots in both languages', () => {
    const korean = new Map(ko.map(([key, text]) => [stem(key), slots(text)]));
    for (const [key, text] of en) expect([key, slots(text)]).toEqual([key, korean.get(stem(key))]);
  });
});

test('English has both plural forms wherever it has one', () => {
  const keys = leaves(read('en', 'console')).map(([key]) => key);
  const plural = keys.filter((key) => /_(one|other)$/.test(key)).map(singular);
  expect(plural.filter((key) => !keys.includes(`${key}_one`) || !keys.includes(`${key}_other`))).toEqual([]);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

test('every key that the screens ask for exists, and every key is asked for', () => {
  const text = sources('src/web').join('\n');
  const keys = leaves(read('ko', 'console')).map(([key]) => singular(key));
  const literal = [...text.matchAll(/\bt\(\s*'([a-z_.]+)'/g)].map((match) => match[1] ?? '');
  expect(literal.filter((key) => !keys.includes(key))).toEqual([]);
  // A key is used by name, or by a template such as `fault.${kind}.what`.
  const templates = [...text.matchAll(/`([a-z_.]+\$\{[^`]*)`/g)].map(
    (match) => new RegExp(`^${(match[1] ?? '').replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`),
  );
  expect(keys.filter((key) => !text.includes(`'${key}'`) && !templates.some((template) => template.test(key)))).toEqual([]);
});

describe.each(LANGS)('casework words in %s', (lang) => {
  const tree = read(lang, 'casework');
  const room = (name: string): string[] => Object.keys(tree[name] as Tree);

  test.each([
    ['level', Level.options],
    ['level_meaning', Level.options],
    ['status', ReferralStatus.options],
    ['escalation', ReferralRow.shape.escalation.options],
    ['outcome', ReferralRow.shape.outcome.options],
    ['role', StaffRole.options],
    ['place', VisitPlace.options],
    ['visit_state', VisitState.options],
    ['cancel_reason', CancelVisit.shape.reason.options],
    ['delivery_state', Delivery.shape.state.options],
  ] as const)('name every code of the contract: %s', (name, codes) => {
    expect(room(name)).toEqual(expect.arrayContaining([...codes]));
  });

  test('name every reminder', () => {
    const { rows } = parse(readFileSync('flows/rules/reminders.rules.yaml', 'utf8')) as { rows: { id: string }[] };
    expect(room('delivery_kind')).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
  });

  // Answers of the other conversations never reach a referral.
  test('name every question and option of the conversations that a referral shows', () => {
    const questions = tree['question'] as { [id: string]: { name: string; options?: { [code: string]: string } } };
    const unnamed: string[] = [];
    for (const file of readdirSync('flows').filter((name) => room('flow').includes(name.replace('.flow.yaml', '')))) {
      const flow = parse(readFileSync(join('flows', file), 'utf8')) as {
        questions?: { [id: string]: { options?: (string | { code: string })[] } };
      };
      for (const [id, { options = [] }] of Object.entries(flow.questions ?? {})) {
        if (!questions[id]) unnamed.push(id);
        for (const option of options) {
          const code = typeof option === 'string' ? option : option.code;
          if (!questions[id]?.options?.[code]) unnamed.push(`${id}=${code}`);
        }
      }
    }
    expect(unnamed).toEqual([]);
  });
});

test('plural forms and slots are filled', () => {
  const en = translator('en', { n_one: '{count} day by {who}', n_other: '{count} days by {who}' });
  expect(en('n', { count: 1, who: 'A' })).toBe('1 day by A');
  expect(en('n', { count: 1200, who: 'A' })).toBe('1,200 days by A');
  const ko = translator('ko', { n_other: '{count}일' });
  expect(ko('n', { count: 1 })).toBe('1일');
  expect(() => ko('missing' as 'n')).toThrow('no words for missing');
});
