import type { Content } from '../content.ts';
import { replyOf, step } from '../conversation/index.ts';
import type { Engine } from '../inbox/index.ts';

/** The pure core with its program, as the inbox takes it. */
export function engineOf({ program }: Content): Engine {
  return {
    fingerprint: program.fingerprint,
    step: (session, input, now, results) => step(program, session, input, now, results),
    replyOf: (session, outputs, now) => replyOf(program, session, outputs, now),
  };
}
