import { ENGINE_NUMBERS } from './engine-texts.ts';
import { Findings, type Inspection } from './finding.ts';
import { placeInFlow, type Subject } from './subject.ts';

/** A number that a flow shows and the table of helplines does not know: nobody checks whether it still answers. */
export function unknownHelpline({ program, flows }: Subject): Inspection {
  const findings = new Findings('unknown-helpline');
  const known = new Set(program.book.numbers.map((row) => row.number));
  const look = (number: string, flow: string, path: readonly (string | number)[]): void =>
    findings.check(
      known.has(number) ? null : `${number} is not in flows/rules/helplines.rules.yaml`,
      () => placeInFlow(flows, flow, path),
      { flow },
    );
  for (const flow of program.flows.values()) {
    for (const list of ['says', 'ends'] as const) {
      flow[list].forEach((row, i) => {
        for (const number of row.numbers === 'helplines' ? [] : row.numbers) look(number, flow.id, [list, i]);
      });
    }
  }
  for (const number of ENGINE_NUMBERS) look(number, program.first, ['id']);
  return findings.all;
}
