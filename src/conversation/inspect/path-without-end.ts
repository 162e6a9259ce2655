import type { FlowFile } from '../program.ts';
import { Findings, type Inspection } from './finding.ts';
import { placeInFlow, type Subject } from './subject.ts';
import { trailOf } from './walk-record.ts';

/** A walk that neither asks nor ends, or that is asked the same for ever. */
export function pathWithoutEnd({ program, flows, walk }: Subject): Inspection {
  const findings = new Findings('path-without-end');
  for (const flow of program.flows.keys()) {
    const stuck = walk.stuck.filter((one) => one.flow === flow);
    if (stuck.length === 0) findings.check(null, () => placeInFlow(flows, flow), { flow });
    for (const { question, why, trail } of stuck)
      findings.check(`${flow} ${why}, ${trailOf(trail)}`, () => placeOf(flows, flow, question), { flow });
  }
  return findings.all;
}

/** The line where a flow asks a question; of the flow itself when it does so through another one. */
function placeOf(flows: readonly FlowFile[], flow: string, question: string | null) {
  const source = flows.find((file) => file.source.id === flow)?.source;
  for (const [i, path] of (source?.paths ?? []).entries()) {
    const j = path.ask.findIndex((item) => (typeof item === 'string' ? item : 'id' in item ? item.id : null) === question);
    if (j >= 0) return placeInFlow(flows, flow, ['paths', i, 'ask', j]);
  }
  return placeInFlow(flows, flow);
}

/** Flows that lead to each other in a circle: nobody comes to an end there, so nobody walks there either. */
export function flowsInCircles(flows: readonly FlowFile[]): Inspection {
  const findings = new Findings('path-without-end');
  const nextOf = new Map(flows.map((file) => [file.source.id, file.source.next.map((row) => row.flow)]));
  const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
    (nextOf.get(from) ?? []).some((next) => next === to || (!seen.has(next) && reaches(next, to, new Set([...seen, next]))));
  for (const file of flows) {
    file.source.next.forEach((row, i) => {
      const circle = row.flow === file.source.id || reaches(row.flow, file.source.id, new Set([row.flow]));
      findings.check(
        circle ? `${file.source.id} goes on with ${row.flow}, which leads back to it` : null,
        () => ({ file: file.file, line: file.lineOf(['next', i]) }),
        { flow: file.source.id },
      );
    });
  }
  return findings.all;
}
