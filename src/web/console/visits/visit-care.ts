import type { ReferralDetail } from '../../../contract/referrals.ts';
import type { BookVisit } from '../../../contract/visits.ts';

/** Signs after which nobody goes alone (rules.md M06). */
const IN_TWOS = ['S01', 'S02', 'S08', 'S09', 'S11'];

export interface VisitCare {
  /** Two persons, one of them a case manager. */
  readonly two: boolean;
  /** Never at home while there is violence now. */
  readonly notHome: boolean;
  readonly quiet: boolean;
}

/** What to mind when a visit is booked. The server decides; this only reminds. Pure. */
export function visitCare(referral: Pick<ReferralDetail, 'safety' | 'answers' | 'quietMode' | 'level'>): VisitCare {
  const homeless = referral.answers.some((answer) => answer.question === 'household' && answer.value === 'no_home');
  return {
    two: homeless || referral.level === 'emergency' || referral.safety.some((sign) => IN_TWOS.includes(sign)),
    notHome: referral.safety.includes('S01'),
    quiet: referral.quietMode,
  };
}

export const presetPlace = ({ notHome, quiet }: VisitCare): BookVisit['place'] => (notHome || quiet ? 'center' : 'home');
