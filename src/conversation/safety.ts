import type { Draft } from './draft.ts';
import { ALERT_AGAIN_MINUTES } from './limits.ts';
import type { SafetyId } from './types.ts';

/** S-rules whose level is emergency (rules.md T01): each newly fired one rings the open alert again. */
const EMERGENCY_RULES: readonly string[] = ['S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07', 'S08', 'S11'];

/** Fires S-rules that facts (choices, dates) make true and that have not fired yet. */
export function fireOnFacts(draft: Draft): void {
  const ids = draft.program.book
    .safety(draft.facts)
    .map((reason) => reason.id)
    .filter((id) => !draft.session.safety.includes(id));
  if (ids.length > 0) fireSafety(draft, ids);
  alertIfEmergency(draft, []);
}

/**
 * S-rules fired: remembers them for good, says the help for each at once (also when a rule fires again), raises or
 * updates the one alert, and enters quiet mode where the rules ask for it (rules.md §3.1).
 */
export function fireSafety(draft: Draft, ids: readonly SafetyId[]): void {
  const fresh = ids.filter((id) => !draft.session.safety.includes(id));
  if (fresh.length > 0) draft.emit({ type: 'safety_fired', rules: fresh });
  alertIfEmergency(draft, ringsAgain(draft) ? ids : fresh);
  if (draft.facts['quiet_mode'] === true && !draft.session.flags.quiet) {
    draft.emit({ type: 'quiet_mode_entered', rules: draft.session.safety });
  }
  const first = draft.program.flows.get(draft.program.first);
  const speech = draft.flow.safety[ids[0] ?? ''] ? draft.flow.safety : (first?.safety ?? {});
  const said = new Set<string>();
  for (const id of ids) {
    const key = speech[id];
    if (!key || said.has(key) || id === 'S13') continue;
    said.add(key);
    const same = ids.filter((other) => speech[other] === key);
    draft.say(key, undefined, draft.program.book.helplines(same, draft.facts));
  }
}

/** A cry for help that comes again some time after the last alert is a new one: staff may have closed the first. */
function ringsAgain(draft: Draft): boolean {
  const { alertedAt } = draft.session;
  return alertedAt !== undefined && Date.parse(draft.now) - Date.parse(alertedAt) >= ALERT_AGAIN_MINUTES * 60_000;
}

/** She says danger once more, when she is asked again: the alert rings again too. */
export function dangerSaidAgain(draft: Draft): void {
  if (draft.session.flags.alerted && ringsAgain(draft)) alertIfEmergency(draft, EMERGENCY_RULES);
}

/**
 * Raises the alert of an emergency at once, before anything else can end the turn, or adds newly fired ids to the open
 * one: one alert a case (rules.md §3.1.4).
 */
function alertIfEmergency(draft: Draft, fresh: readonly SafetyId[]): void {
  if (draft.facts['emergency'] !== true) return;
  if (!draft.session.flags.emergency) draft.emit({ type: 'emergency_entered' });
  if (draft.session.flags.alerted && !fresh.some((id) => EMERGENCY_RULES.includes(id))) return;
  draft.emit({
    type: 'alert_raised',
    code: draft.session.code,
    rules: draft.session.safety,
    lang: draft.session.lang,
    identified: draft.session.answers['consent_basic']?.value === 'yes',
  });
}
