import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { EMPTY } from './profiles.ts';
import { judge, type Recipient, type Standing } from '../../src/messages/gate.ts';
import type { Profile } from '../../src/families/index.ts';
import { book } from './open-messages.ts';

interface Vector {
  readonly name: string;
  readonly type?: 'visit' | 'referral' | 'alert';
  readonly kind?: string;
  readonly standing?: Standing;
  readonly now: string;
  readonly expires: string;
  /** Changes to a reachable family; null when she was forgotten. */
  readonly profile?: Partial<Profile> | null;
  readonly consented?: boolean;
  readonly staff?: { readonly active: boolean; readonly configured: boolean };
  readonly verdict: string;
}

const vectors = JSON.parse(readFileSync(new URL('./gate.vectors.json', import.meta.url), 'utf8')) as Vector[];

function recipientOf({ staff, profile, consented }: Vector): Recipient {
  if (staff) return { audience: 'staff', ...staff };
  return { audience: 'family', profile: profile === null ? null : { ...EMPTY, ...profile }, consented: consented ?? true };
}

describe('the safe-contact gate', () => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const { type = 'visit', kind = 'family_1d', standing = 'due', now, expires } = vector;
    const recipient = recipientOf(vector);
    const row = { subject: { type, id: 'x', version: 1 }, kind, audience: recipient.audience, expires: new Date(expires) };
    const verdict = judge(row, standing, recipient, new Date(now), book.quietHours);
    const said =
      verdict.go === 'close'
        ? `${verdict.state} ${verdict.reason}`
        : verdict.go === 'wait'
          ? `wait ${verdict.until.toISOString()}`
          : 'send';
    expect(said).toBe(vector.verdict);
  });

  test('lets nothing out to a family in any hour that is quiet, and everything to staff', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const now = new Date(`2026-12-28T${String(hour).padStart(2, '0')}:00:00+09:00`);
      const row = {
        subject: { type: 'visit', id: 'x', version: 1 } as const,
        kind: 'family_1d',
        expires: new Date('2027-01-05T00:00:00Z'),
      };
      const family = judge(
        { ...row, audience: 'family' },
        'due',
        { audience: 'family', profile: EMPTY, consented: true },
        now,
        book.quietHours,
      );
      const staff = judge(
        { ...row, audience: 'staff' },
        'due',
        { audience: 'staff', active: true, configured: true },
        now,
        book.quietHours,
      );
      expect([hour, family.go]).toEqual([hour, hour >= 8 && hour < 21 ? 'send' : 'wait']);
      expect(staff.go).toBe('send');
    }
  });
});
