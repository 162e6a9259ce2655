import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadContent } from '../../src/content.ts';
import type { ReferralContent } from '../../src/conversation/events.ts';
import { Persona, playPersona } from '../../src/conversation/simulate.ts';
import { decideOn, fits, toldOf } from '../../src/referrals/what-if.ts';

const { program } = loadContent('.');
const rules = program.book;
const personas = z.array(Persona).parse(JSON.parse(readFileSync('test/personas/personas.json', 'utf8')));

/** The last referral that each made-up person's conversation sent. */
const sent: (readonly [string, ReferralContent])[] = personas.flatMap((persona) => {
  const event = playPersona(program, persona).events.findLast(
    (one) => one.type === 'referral_submitted' || one.type === 'referral_revised',
  );
  return event && 'referral' in event ? [[persona.id, event.referral] as const] : [];
});

const decide = (content: ReferralContent, changes: Parameters<typeof decideOn>[0]['changes'] = {}, told = toldOf(rules, content)) =>
  decideOn({ rules, content, changes, told, now: new Date(content.submittedAt), submittedAt: new Date(content.submittedAt) });

const ids = (reasons: ReferralContent['reasons']): string[] => reasons.map(({ id }) => id);

test('there are referrals of many kinds', () => {
  expect(sent.length).toBeGreaterThan(15);
  expect(new Set(sent.map(([, { level }]) => level)).size).toBeGreaterThanOrEqual(4);
});

test.each(sent)('with nothing changed, %s is decided as it was', (_id, content) => {
  const made = decide(content);
  expect({ level: made.level, outcome: made.outcome, reasons: ids(made.reasons), services: made.services, safety: made.safety }).toEqual({
    level: content.level,
    outcome: content.outcome,
    reasons: ids(content.reasons),
    services: content.services,
    safety: content.safety,
  });
});

describe('a changed answer', () => {
  const of = (id: string): ReferralContent => sent.find(([one]) => one === id)?.[1] as ReferralContent;
  const content = of('P01');

  test('changes level, reasons, services and deadlines by the rules', () => {
    const made = decide(content, { household: 'no_home' });
    expect(ids(made.reasons).filter((id) => !ids(content.reasons).includes(id))).not.toEqual([]);
    expect(made.services).toContain('fund_housing');
    expect(made.deadlines).not.toEqual(decide(content).deadlines);
  });

  test('that tells danger makes an emergency, which goes again with the answer', () => {
    const danger = decide(content, { danger_now: 'yes', danger_kind: ['violence'] });
    expect(danger).toMatchObject({ level: 'emergency', safety: expect.arrayContaining(['S01']) });
    const stored: ReferralContent = { ...content, facts: { ...content.facts, emergency: true } };
    expect(decide(stored)).toMatchObject({ level: content.level });
  });

  test('a sign heard in her words is taken out and put in', () => {
    expect(decide(content, {}, ['S02'])).toMatchObject({ level: 'emergency', safety: ['S02'] });
    expect(decide(content, {}, []).safety).toEqual([]);
  });

  test('works eligibility out anew; without one it stays as it was first answered', () => {
    const outgrown: ReferralContent = { ...content, facts: { ...content.facts, eligible: false } };
    expect(ids(decide(outgrown).reasons)).not.toEqual(ids(content.reasons));
    expect(ids(decide(outgrown, { who: 'pregnant' }).reasons)).toEqual(ids(content.reasons));
  });

  test('changes nothing of what it was given', () => {
    const before = structuredClone(content);
    decide(content, { needs: ['none'], contact: { way: 'phone' } });
    expect(content).toEqual(before);
  });
});

test.each([
  ['choice', 'household', 'alone', true],
  ['choice', 'household', 'palace', false],
  ['choice', 'household', ['alone'], false],
  ['choice', 'household', null, true],
  ['multi', 'needs', ['housing', 'living'], true],
  ['multi', 'needs', ['housing', 'housing'], false],
  ['multi', 'needs', 'housing', false],
  ['number', 'birth_weeks', 36, true],
  ['number', 'birth_weeks', '36', false],
  ['date', 'due_date', '2027-02-28', true],
  ['date', 'due_date', '2027-02-30', false],
  ['place', 'area', { area: 'namdong', district: 'namdong', dong: null }, true],
  ['place', 'area', { area: 'moon', district: null, dong: null }, false],
  ['place', 'area', { area: 'namdong', district: 'moon', dong: null }, false],
  ['contact', 'contact', { way: 'phone' }, true],
  ['contact', 'contact', { way: 'pigeon' }, false],
  ['text', 'safe_word', 'blue', false],
  ['slot', 'v_slot', null, false],
] as const)('%s %s = %j fits: %s', (type, question, value, fit) => {
  expect(fits(question, { type, sensitivity: 'normal' }, structuredClone(value) as Parameters<typeof fits>[2])).toBe(fit);
});
