import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { StaffRole } from '../../src/contract/staff.ts';
import { ACTIONS, type Action, mayDo, type Resource } from '../../src/staff/access.ts';
import type { StaffMember } from '../../src/staff/staff.ts';

const member = (role: StaffRole, more: Partial<StaffMember> = {}): StaffMember => ({
  id: 'me',
  name: 'Me',
  email: 'me@staff.example',
  role,
  organisationId: 'centre',
  locale: 'ko',
  languages: ['ko'],
  districts: [],
  active: true,
  ...more,
});
/** Whose the record is. */
const RECORDS: Readonly<Record<string, Resource>> = {
  mine: { organisationId: 'centre', assignedTo: 'me', saverId: 'me' },
  free: { organisationId: 'centre', assignedTo: null, saverId: null },
  colleagues: { organisationId: 'centre', assignedTo: 'somebody', saverId: 'somebody' },
  foreign: { organisationId: 'elsewhere', assignedTo: 'me', saverId: 'me' },
};

/** action → role → the records that it may reach, as people would write it down. */
const matrix = JSON.parse(readFileSync(new URL('./access-matrix.json', import.meta.url), 'utf8')) as Record<
  Action,
  Partial<Record<StaffRole, string[]>>
>;

describe('access', () => {
  test('the matrix names every action', () => {
    expect(Object.keys(matrix).toSorted()).toEqual([...ACTIONS].toSorted());
  });

  const cases = ACTIONS.flatMap((action) => StaffRole.options.map((role) => ({ action, role })));
  test.each(cases)('$role $action', ({ action, role }) => {
    const reached = Object.keys(RECORDS).filter((record) => mayDo(member(role), action, RECORDS[record] as Resource));
    expect(reached).toEqual(matrix[action][role] ?? []);
  });

  test('ends with the account', () => {
    for (const action of ACTIONS)
      for (const role of StaffRole.options) expect(mayDo(member(role, { active: false }), action, RECORDS['mine'] as Resource)).toBe(false);
  });

  test('never reaches into another organisation, never gives an answer to who has no business with it', () => {
    for (const action of ACTIONS) expect(JSON.stringify(matrix[action])).not.toContain('foreign');
    for (const action of ['referral.read_answers', 'referral.read_secret'] as const) {
      expect(Object.keys(matrix[action]).toSorted()).toEqual(['case_manager', 'supervisor']);
    }
  });
});
