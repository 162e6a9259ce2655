import { beginFlow } from './beginning.ts';
import type { Draft } from './draft.ts';
import type { DeedName } from './flow.ts';

/** What became of the end after its deeds: it goes on, she was forgotten, or another flow took over. */
export type AfterDeeds = 'goes_on' | 'forgotten' | 'elsewhere';

/** Brings about what the end of the present flow asks for, in order. */
export function doDeeds(draft: Draft): AfterDeeds {
  for (const row of draft.flow.then) {
    if (!draft.holds(row.when)) continue;
    const after = doDeed(draft, row.does);
    if (after !== 'goes_on') return after;
  }
  return 'goes_on';
}

function doDeed(draft: Draft, name: DeedName): AfterDeeds {
  switch (name) {
    case 'human':
      draft.emit({ type: 'human_asked' });
      return 'goes_on';
    case 'note':
      if (draft.session.flags.submitted || draft.session.flags.alerted) draft.emit({ type: 'note_left' });
      return 'goes_on';
    case 'withdraw_consent':
      return withdrawConsent(draft);
    case 'forget':
      withdraw(draft);
      return 'forgotten';
    case 'change_answers':
      beginFlow(draft, draft.program.first);
      draft.emit({ type: 'answers_reopened', questions: ['summary'] });
      return 'elsewhere';
  }
}

/** Each consent is withdrawn alone; without `consent_basic` nothing of hers may be kept (intake.md §0, consents). */
function withdrawConsent(draft: Draft): AfterDeeds {
  const consent = draft.session.answers['d_consent']?.value;
  if (typeof consent !== 'string') return 'goes_on';
  const known = draft.session.consents[consent];
  if (consent === 'consent_basic') {
    withdraw(draft);
    return 'forgotten';
  }
  draft.emit({ type: 'consent_recorded', consent, given: false, version: known?.version ?? '', lang: draft.session.lang ?? 'ko' });
  return 'goes_on';
}

/** One clear request is enough. An open emergency is finished by staff before erasing, and she is told so. */
export function withdraw(draft: Draft): void {
  const alerted = draft.session.flags.alerted === true || draft.facts['emergency'] === true;
  draft.say(alerted ? 'msg.deleted_emergency' : 'msg.deleted');
  draft.emit({ type: 'person_forgotten', reason: 'withdrawn', keepAlert: alerted });
}
