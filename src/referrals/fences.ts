import type { SubjectFence } from '../messages/index.ts';
import type { AlertStore } from './alerts.store.ts';
import { isClosed } from './referral.ts';
import type { ReferralStore } from './referrals.store.ts';

/** Whether a call to staff about a referral is still due: only of the present round, and not when she withdrew. */
export const referralFence = (referrals: ReferralStore): SubjectFence => ({
  type: 'referral',
  async check({ id, version }) {
    const referral = await referrals.byId(id);
    if (!referral) return 'gone';
    if (referral.status === 'withdrawn') return 'cancelled';
    if (referral.round === version) return 'due';
    return referral.status === 'accepted' || isClosed(referral.status) ? 'settled' : 'moved';
  },
});

/** Whether a ring is still due: only the last one, and only while nobody has the alert. */
export const alertFence = (alerts: AlertStore): SubjectFence => ({
  type: 'alert',
  async check({ id, version }) {
    const alert = await alerts.byId(id);
    if (!alert) return 'gone';
    if (alert.acknowledgedAt !== null) return 'settled';
    return alert.rings === version ? 'due' : 'moved';
  },
});
