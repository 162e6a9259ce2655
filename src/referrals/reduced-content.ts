import type { ReferralContent } from '../conversation/events.ts';

/** Facts that say the same as a secret answer. */
const CONTACT_FACTS: readonly string[] = ['contact_way', 'contact_value'];

/**
 * Of a child's answers only `keep` stays (intake.md §1.1): the answers, and the facts that repeat one, also in the reasons.
 *
 * @param isQuestion Whether a fact of this name is the answer to a question.
 */
export function reducedContent(content: ReferralContent, keep: readonly string[], isQuestion: (id: string) => boolean): ReferralContent {
  const stays = (id: string): boolean => keep.includes(id) || (!isQuestion(id) && !CONTACT_FACTS.includes(id));
  const only = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => stays(id)));
  return {
    ...content,
    answers: Object.fromEntries(Object.entries(content.answers).filter(([id]) => keep.includes(id))),
    facts: only(content.facts),
    reasons: content.reasons.map((reason) => ({ ...reason, facts: only(reason.facts) })),
  };
}
