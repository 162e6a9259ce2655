import { Draft } from './draft.ts';
import { initialSession } from './evolve.ts';
import { heardAnything } from './notices.ts';
import type { Program } from './program.ts';
import { admit } from './redact.ts';
import { render, type SaidMessage } from './render.ts';
import { fireSafety } from './safety.ts';
import type { Instant, Lang, SafetyId } from './types.ts';

/** What a text says about danger when nothing is known of who wrote it, and nothing can be kept. */
export interface HelpWithoutMemory {
  readonly rules: readonly SafetyId[];
  readonly lang: Lang;
  /** Words and numbers for it, in her language; none when somebody may be looking at her screen. */
  readonly messages: readonly SaidMessage[];
  /** Staff are alerted for it (rules.md T01). */
  readonly isEmergency: boolean;
  /** She wants the screen hidden: nothing of what she wrote may stand there. */
  readonly hides: boolean;
}

/**
 * Safety alone, without a conversation: for the moments in which no turn can be stored. Pure and total.
 *
 * @param lang Language of the page; null: the one that the text seems to be in.
 * @returns null when the text fires no S-rule.
 */
export function helpWithoutMemory(program: Program, text: string, lang: Lang | null, now: Instant): HelpWithoutMemory | null {
  const draft = new Draft(program, initialSession, now);
  const heard = program.listen(admit(text).text, { lang, question: null, stage: null, facts: draft.facts });
  const hides = heard.command === 'exit' || heard.safety.includes('S13');
  if (heard.safety.length === 0 && !hides) return null;
  const spoken = lang ?? heard.lang ?? heard.guessedLang ?? (heardAnything(heard) ? 'en' : 'ko');
  if (program.langs.includes(spoken)) draft.emit({ type: 'language_changed', lang: spoken });
  if (heard.safety.length > 0) fireSafety(draft, heard.safety);
  return {
    rules: heard.safety,
    lang: spoken,
    messages: hides ? [] : render(program, draft.outputs, spoken),
    isEmergency: draft.events.some(({ type }) => type === 'alert_raised'),
    hides,
  };
}
