import { Findings, type Inspection } from './finding.ts';
import { placeInFlow, type Subject } from './subject.ts';

const LISTS = ['paths', 'says', 'ends', 'next'] as const;

/** A row of a flow that no walk makes apply: it never holds, or an earlier one always holds before it. */
export function shadowedRow({ program, flows, walk }: Subject): Inspection {
  const findings = new Findings('shadowed-row');
  const within = new Set(
    flows.flatMap((file) =>
      file.source.paths.flatMap((path) => path.ask.flatMap((item) => (typeof item !== 'string' && 'do' in item ? [item.do] : []))),
    ),
  );
  for (const flow of program.flows.values()) {
    // A flow that runs inside another one is never at its own rows.
    if (within.has(flow.id)) continue;
    for (const list of LISTS) {
      flow[list].forEach((row, i) => {
        const state = walk.rows.get(`${flow.id}/${list}/${i}`);
        const name = 'key' in row ? row.key : 'flow' in row ? row.flow : row.id;
        const problem =
          state === 'decided'
            ? null
            : state === 'held'
              ? `${name} never applies: an earlier row of ${list} always holds before it`
              : `${name} never applies: no walk makes it hold`;
        findings.check(problem, () => placeInFlow(flows, flow.id, [list, i]), { flow: flow.id });
      });
    }
  }
  return findings.all;
}
