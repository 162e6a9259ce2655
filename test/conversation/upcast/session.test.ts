import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { liftSession, renderQuestion, SessionVersionError, step } from '../../../src/conversation/index.ts';
import { realContent } from '../program.ts';

const vectors = JSON.parse(readFileSync(new URL('./session.vectors.json', import.meta.url), 'utf8')) as {
  name: string;
  session: unknown;
  asks: string;
}[];
const NOW = '2026-09-14T10:30:00+09:00';

describe('a session of every form that was ever stored', () => {
  test.each(vectors)('$name: it asks the same question, and goes on to the end', ({ session, asks }) => {
    const { program } = realContent();
    let lifted = liftSession(session);
    expect(renderQuestion(program, lifted, NOW)?.id).toBe(asks);
    for (let i = 0; i < 40 && renderQuestion(program, lifted, NOW) !== null; i += 1) {
      lifted = step(program, lifted, { kind: 'choice', values: ['skip'], stale: false }, NOW).session;
    }
    expect(lifted.end).not.toBeNull();
  });

  test.each([null, 'x', {}, { v: 2 }])('%j is refused, not guessed', (stored) => {
    expect(() => liftSession(stored)).toThrow(SessionVersionError);
  });
});
