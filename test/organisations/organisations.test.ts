import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOrganisations, organisationsIndexes, readRegion } from '../../src/organisations/index.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { parseYaml } from '../../src/platform/yaml-file.ts';
import { withMongo } from '../services.ts';

const text = readFileSync(new URL('../../flows/regions/demo.yaml', import.meta.url), 'utf8');
const read = (content: string) => readRegion(parseYaml('flows/regions/demo.yaml', content));

describe('a region as data', () => {
  test('is an organisation with everybody that the demo needs, none of them real', () => {
    const { organisation, staff } = read(text);
    expect(organisation).toMatchObject({ id: 'demo-namdong', demo: true });
    const count = (role: string): number => staff.filter((person) => person.role === role).length;
    expect([count('case_manager'), count('supervisor'), count('saver'), count('administrator'), count('auditor')]).toEqual([2, 1, 3, 1, 1]);
    expect(staff.every(({ email, name }) => email.endsWith('@demo.example') && name.includes('데모'))).toBe(true);
  });

  test.each([
    ['role: supervisor', 'role: boss', /^flows\/regions\/demo\.yaml:\d+: staff\.2\.role/],
    ['email: hana@demo.example', 'email: hana', /staff\.0\.email/],
    ['demo: true', 'demo: true\n  colour: red', /colour/],
  ])('%s → %s is refused with its line', (good, bad, message) => {
    expect(() => read(text.replace(good, bad))).toThrow(message);
  });
});

describe('organisations', () => {
  let mongo: Awaited<ReturnType<typeof withMongo>>;
  beforeAll(async () => {
    mongo = await withMongo();
    await ensureIndexes(mongo.db, organisationsIndexes, silentLog);
  });
  afterAll(() => mongo.drop());

  test('take the referrals of their areas; what nobody takes goes to the oldest', async () => {
    const organisations = createOrganisations(mongo.db);
    expect([await organisations.none(), await organisations.serving('namdong')]).toEqual([true, null]);
    await organisations.save({ id: 'first', name: 'First', demo: false, areas: ['namdong'] }, new Date('2026-01-01'));
    await organisations.save({ id: 'second', name: 'Second', demo: false, areas: ['outside', 'namdong'] }, new Date('2026-02-01'));
    await organisations.save({ id: 'first', name: 'First renamed', demo: false, areas: ['namdong'] }, new Date('2026-03-01'));
    expect(await Promise.all(['namdong', 'outside', 'incheon_other', null].map(organisations.serving))).toEqual([
      'first',
      'second',
      'first',
      'first',
    ]);
    expect([await organisations.nameOf('first'), await organisations.nameOf('nobody'), await organisations.none()]).toEqual([
      'First renamed',
      null,
      false,
    ]);
  });
});
