import type { Draft } from './draft.ts';
import { SILENCE_MINUTES } from './limits.ts';
import type { Input, Instant } from './types.ts';

const URGENT: readonly (string | null)[] = ['emergency', 'urgent_24h'];

/**
 * Asks for a timer turn when silence must not lose a referral: an urgent, consented conversation, or one whose summary
 * waits for a last yes. Pausing, leaving and withdrawing switch it off (intake.md §1.6).
 */
export function setTimer(draft: Draft, input: Input['kind']): void {
  const at = input === 'timer' ? null : wantedAt(draft);
  if (at !== draft.session.wakeAt) draft.emit({ type: 'timer_set', at });
}

function wantedAt(draft: Draft): Instant | null {
  const { session } = draft;
  const open = session.end === null && session.flags.paused !== true && session.flags.hidden !== true;
  if (!open || session.answers['consent_basic']?.value !== 'yes') return null;
  const answeredAll = session.pending === 'summary' || session.flags.submitted === true;
  const waits = answeredAll || draft.facts['emergency'] === true || URGENT.includes(draft.judge().level);
  if (!waits) return null;
  return new Date(Date.parse(draft.now) + SILENCE_MINUTES * 60_000).toISOString();
}
