import { factsOf, type Program, type Session, step } from '../../src/conversation/index.ts';
import { cpuPerUnit, median } from './cpu.ts';
import type { Figure } from './report.ts';
import { NOW, twentyQuestions } from './twenty-questions.ts';

const FAMILIES = 5_000;

/** Whole triage, services and benefits of one family. */
export async function benchRules(program: Program): Promise<readonly Figure[]> {
  let session: Session = step(program, null, { kind: 'start', code: 'FS-2A3B4', lang: 'en' }, NOW).session;
  for (const { answer } of twentyQuestions(program))
    session = step(program, session, { kind: 'text', text: answer, removed: [], stale: false }, NOW).session;
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    times.push(
      await cpuPerUnit(() => {
        for (let i = 0; i < FAMILIES; i += 1) program.book.assess({ ...factsOf(session, NOW), ended: true });
        return FAMILIES;
      }),
    );
  }
  return [{ bench: 'rules', figure: 'cpu_us_per_family', value: median(times), unit: 'us', against: null, peer: null }];
}
