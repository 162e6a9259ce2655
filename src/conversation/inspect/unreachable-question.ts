import { Findings, type Inspection } from './finding.ts';
import { flowOf, placeOfQuestion, type Subject } from './subject.ts';

/** A question, or an option of one, that no walk is ever shown. */
export function unreachableQuestion({ program, flows, walk }: Subject): Inspection {
  const findings = new Findings('unreachable-question');
  for (const question of program.questions.values()) {
    const flow = flowOf(flows, question.id);
    const of = flow === undefined ? {} : { flow };
    const shown = walk.shown.get(question.id) ?? [];
    findings.check(shown.length > 0 ? null : `no walk is asked ${question.id}`, () => placeOfQuestion(flows, question.id), of);
    if (shown.length === 0) continue;
    question.options.forEach(({ code }, i) => {
      const offered = shown.some((form) => form.options.some((option) => option.code === code));
      findings.check(
        offered ? null : `no walk is offered ${code} of ${question.id}`,
        () => placeOfQuestion(flows, question.id, ['options', i]),
        of,
      );
    });
    question.variants.forEach(({ id }, i) => {
      const said = shown.some((form) => form.key === `q.${question.id}.${id}.text`);
      findings.check(
        said ? null : `no walk sees the wording ${id} of ${question.id}`,
        () => placeOfQuestion(flows, question.id, ['variants', i]),
        of,
      );
    });
  }
  return findings.all;
}
