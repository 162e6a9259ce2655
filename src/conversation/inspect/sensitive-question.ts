import { Findings, type Inspection } from './finding.ts';
import { flowOf, placeOfQuestion, type Subject } from './subject.ts';
import { trailOf } from './walk-record.ts';

/** A sensitive or secret question that cannot be skipped, or that comes without the consent it needs. */
export function sensitiveQuestion({ program, flows, walk }: Subject): Inspection {
  const findings = new Findings('sensitive-question');
  for (const question of program.questions.values()) {
    const flow = flowOf(flows, question.id);
    const of = flow === undefined ? {} : { flow };
    const where = () => placeOfQuestion(flows, question.id);
    const kept = walk.unskippable.get(question.id);
    findings.check(kept === undefined ? null : `${question.id} comes again when it is skipped, ${trailOf(kept)}`, where, of);
    if (question.sensitivity === 'normal') continue;
    findings.check(
      question.type === 'consent' ? `${question.id} is ${question.sensitivity}, but a consent cannot be skipped` : null,
      where,
      of,
    );
    const early = [...walk.unconsented.values()].filter((one) => one.question === question.id);
    findings.check(
      early[0] ? `${question.id} is asked without ${early.map((one) => one.consent).join(' and ')}, ${trailOf(early[0].trail)}` : null,
      where,
      of,
    );
  }
  return findings.all;
}
