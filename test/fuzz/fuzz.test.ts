import { describe, expect, test } from '@jest/globals';
import { realContent, ROOT } from '../conversation/program.ts';
import { fuzz } from './fuzz.ts';
import { phrasesOf } from './phrases.ts';

describe('random and adversarial messages', () => {
  test('20,000 of them: no exception, no dead end, no session too large', () => {
    const { program } = realContent();
    const report = fuzz(program, { messages: 20_000, seed: 20_261_124, phrases: phrasesOf(ROOT, program) });
    expect(report.faults).toEqual([]);
    expect(report.largestSession).toBeLessThanOrEqual(8_192);
  }, 300_000);
});
