import type { ContactValue, Lang } from '../conversation/types.ts';
import type { EffectEvent, ReferralContent } from '../conversation/events.ts';

/** What the safe-contact gate and the wording of a message need to know. Sealed as a whole: even "quiet" tells a story. */
export interface Profile {
  readonly lang: Lang | null;
  /** Nothing is ever sent first (rules.md §3.1.2). Once on, only a human may switch it off. */
  readonly quiet: boolean;
  /** Loss told: no text about the baby (R10). */
  readonly loss: boolean;
  /** She said stop or later, or left by the quick exit: nothing is sent first until she writes again (R11). */
  readonly stopped: boolean;
  /** Her answer to `contact_safe`; null when not asked or skipped. */
  readonly safe: 'yes_call' | 'text_only' | 'chat_only' | 'no' | null;
  readonly way: ContactValue['way'] | null;
  /** E.164, or null. */
  readonly number: string | null;
}

export const EMPTY_PROFILE: Profile = { lang: null, quiet: false, loss: false, stopped: false, safe: null, way: null, number: null };

const SAFE_ANSWERS = ['yes_call', 'text_only', 'chat_only', 'no'] as const;

function ofReferral(profile: Profile, referral: ReferralContent): Profile {
  const safe = referral.answers['contact_safe']?.value;
  const contact = referral.answers['contact']?.value;
  const number = typeof contact === 'object' && contact !== null && 'way' in contact ? contact.value : null;
  return {
    ...profile,
    lang: referral.lang,
    quiet: profile.quiet || referral.quietMode,
    safe: SAFE_ANSWERS.find((known) => known === safe) ?? null,
    way: referral.contactWay,
    number: referral.contactWay === 'phone' ? number : null,
  };
}

/** Folds one effect into the profile; returns the same object when it changes nothing. */
export function foldProfile(profile: Profile, event: EffectEvent): Profile {
  switch (event.type) {
    case 'language_changed':
      return { ...profile, lang: event.lang };
    case 'quiet_mode_entered':
      return { ...profile, quiet: true };
    case 'loss_told':
      return { ...profile, loss: true };
    case 'conversation_paused':
      return { ...profile, stopped: true };
    case 'conversation_resumed':
      return { ...profile, stopped: false };
    case 'referral_submitted':
    case 'referral_revised':
      return ofReferral(profile, event.referral);
    default:
      return profile;
  }
}
