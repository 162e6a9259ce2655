import { MAX_SESSION_BYTES } from '../limits.ts';
import { Findings, type Inspection } from './finding.ts';
import { placeInFlow, type Subject } from './subject.ts';

const LARGEST_NAMED = 6;

/** All answers at their longest together with everything else that a session holds must stay within the limit. */
export function largeSession({ program, flows, walk }: Subject): Inspection {
  const findings = new Findings('large-session');
  const answers = [...walk.largest.answers].sort(([, a], [, b]) => b - a);
  const total = answers.reduce((sum, [, bytes]) => sum + bytes, walk.largest.rest);
  const named = answers.slice(0, LARGEST_NAMED).map(([id, bytes]) => `${id} ${bytes}`);
  findings.check(
    total > MAX_SESSION_BYTES
      ? `a session could grow to ${total} bytes, at most ${MAX_SESSION_BYTES} are allowed; largest: ${named.join(', ')}`
      : null,
    () => placeInFlow(flows, program.first),
    { flow: program.first },
  );
  return findings.all;
}
