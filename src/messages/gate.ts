import type { Profile } from '../families/index.ts';
import type { DeliveryDocument } from './delivery-row.ts';
import type { Subject, SubjectFence } from './delivery.ts';

export type Standing = Awaited<ReturnType<SubjectFence['check']>>;

/** What is known of the recipient in the moment of sending. */
export type Recipient =
  | {
      readonly audience: 'family';
      /** Null when she was forgotten. */
      readonly profile: Profile | null;
      /** The consent that the message needs, or none is needed. */
      readonly consented: boolean;
    }
  | {
      readonly audience: 'staff';
      readonly active: boolean;
      /** The channel can be used at all, such as e-mail where a mail server is set up. */
      readonly configured: boolean;
    };

/** Hours in which nothing is sent to a family, by instants in ISO 8601. */
export interface QuietHours {
  isQuiet(at: string): boolean;
  afterQuiet(at: string): string;
}

export type Verdict =
  | { readonly go: 'send' }
  | { readonly go: 'wait'; readonly until: Date }
  | { readonly go: 'close'; readonly state: 'cancelled' | 'blocked' | 'expired'; readonly reason: string };

const close = (state: 'cancelled' | 'blocked' | 'expired', reason: string): Verdict => ({ go: 'close', state, reason });
const SEND: Verdict = { go: 'send' };

/** Kinds of messages about a baby begin so; after a loss none is sent (R10). */
const ABOUT_BABY = 'baby_';

/** The reason that staff read: a visit says what happened to it. */
export const reasonOf = (type: Subject['type'], standing: Exclude<Standing, 'due'>): string =>
  type === 'visit' && (standing === 'moved' || standing === 'cancelled') ? `visit_${standing}` : standing;

/** Her side: silence is always allowed. When anything is unclear, nothing is sent, and staff see why. */
function forFamily(kind: string, { profile, consented }: Extract<Recipient, { audience: 'family' }>): Verdict {
  if (!profile) return close('cancelled', 'withdrawn');
  if (!consented) return close('blocked', 'no_consent');
  if (profile.quiet || profile.safe === 'no' || profile.safe === 'chat_only') return close('blocked', 'quiet_mode');
  if (profile.loss && kind.startsWith(ABOUT_BABY)) return close('blocked', 'loss');
  return profile.stopped ? close('blocked', 'stopped') : SEND;
}

function forStaff({ active, configured }: Extract<Recipient, { audience: 'staff' }>): Verdict {
  if (!active) return close('blocked', 'gone');
  return configured ? SEND : close('blocked', 'not_configured');
}

/** Whether a message may stand on its recipient's screen now, apart from the hour. */
export function mayReach({ subject, kind }: Pick<DeliveryDocument, 'subject' | 'kind'>, standing: Standing, recipient: Recipient): Verdict {
  if (standing !== 'due') return close('cancelled', reasonOf(subject.type, standing));
  return recipient.audience === 'family' ? forFamily(kind, recipient) : forStaff(recipient);
}

/** The one safe-contact gate: what becomes of a due message at the moment `now`. */
export function judge(
  row: Pick<DeliveryDocument, 'subject' | 'kind' | 'audience' | 'expires'>,
  standing: Standing,
  recipient: Recipient,
  now: Date,
  quiet: QuietHours,
): Verdict {
  const reach = mayReach(row, standing, recipient);
  if (reach.go !== 'send') return reach;
  if (row.expires <= now) return close('expired', 'past_expiry');
  if (row.audience === 'staff' || !quiet.isQuiet(now.toISOString())) return SEND;
  const until = new Date(quiet.afterQuiet(now.toISOString()));
  return until < row.expires ? { go: 'wait', until } : close('expired', 'quiet_hours');
}
