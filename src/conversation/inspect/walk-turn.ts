import type { ConversationEvent } from '../events.ts';
import type { Program } from '../program.ts';
import type { Session } from '../session.ts';
import { step } from '../step.ts';
import type { ActionResult, Input, Instant, Output } from '../types.ts';

/** What the outside world may say to any action: it cannot be reached, it found nothing, it found something. */
const RESULTS: readonly { readonly did: string; readonly result: ActionResult }[] = [
  { did: 'unreachable', result: { state: 'unavailable' } },
  { did: 'nothing found', result: { state: 'done' } },
  {
    did: 'found',
    result: {
      state: 'done',
      options: [
        { id: 'slot_1', at: '2026-10-01T01:00:00Z' },
        { id: 'slot_2', at: '2026-10-02T05:00:00Z' },
      ],
    },
  },
];

export interface Turn {
  /** What the outside world said, for the trail. */
  readonly did: string;
  readonly session: Session;
  readonly events: readonly ConversationEvent[];
  readonly outputs: readonly Output[];
}

/** Takes one input in every way that the outside world may answer. */
export function turns(
  program: Program,
  session: Session | null,
  input: Input,
  now: Instant,
  results: readonly ActionResult[] = [],
  did = '',
): readonly Turn[] {
  const next = step(program, session, input, now, results);
  if (next.action === undefined) return [{ did, session: next.session, events: next.events, outputs: next.outputs }];
  const { name } = next.action;
  return RESULTS.flatMap((answer) => turns(program, session, input, now, [...results, answer.result], `${did} (${name}: ${answer.did})`));
}
