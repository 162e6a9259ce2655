import { Findings, type Inspection } from './finding.ts';
import { placeInFlow, type Subject } from './subject.ts';
import { trailOf } from './walk-record.ts';

/** A walk that is asked more questions than the flow promises. */
export function brokenPromise({ program, flows, walk }: Subject): Inspection {
  const findings = new Findings('broken-promise');
  for (const { id: flow, promise } of program.flows.values()) {
    if (!promise) continue;
    const hold = (part: 'questions' | 'danger', most: number | null): void => {
      if (most === null) return;
      const longest = (part === 'danger' ? walk.longestInDanger : walk.longest).get(flow);
      const broken = longest !== undefined && longest.count > most;
      const how = part === 'danger' ? ' in danger' : '';
      findings.check(
        broken ? `asks ${longest.count} questions${how}, at most ${most} are promised, ${trailOf(longest.trail)}` : null,
        () => placeInFlow(flows, flow, ['promise', part]),
        { flow },
      );
    };
    hold('questions', promise.questions);
    hold('danger', promise.danger);
  }
  return findings.all;
}
