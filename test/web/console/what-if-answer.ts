import { type ReferralDetail, type WhatIf, WhatIfAnswer } from '../../../src/contract/referrals.ts';
import { FACTS } from '../../../src/rules/index.ts';

const RULE = { sentence: 'No safe place to sleep.', source: 'Practice of the programme', reviewedBy: null, from: '2026-01-01' };

/** What the server would say in these page tests: without a home, the case is urgent and needs a place. */
export function whatIfOf(referral: ReferralDetail, asked: WhatIf): WhatIfAnswer {
  const now = {
    level: referral.level,
    outcome: referral.outcome,
    reasons: referral.reasonDetails,
    safety: referral.safety,
    services: referral.services,
    deadlines: referral.deadlines,
    rulesVersion: referral.rulesVersion,
  };
  const homeless = asked.answers['household'] === 'no_home';
  return WhatIfAnswer.parse({
    stored: now,
    now,
    changed: homeless
      ? {
          ...now,
          level: 'emergency',
          reasons: [{ id: 'T15', facts: { household: 'no_home' } }, ...now.reasons.slice(1)],
          services: [...now.services.slice(1), 'partner_org'],
        }
      : now,
    rules: { T15: RULE },
    told: [],
    questions: [
      ...referral.answers
        .filter(({ masked, type }) => !masked && type !== 'text')
        .map(({ question, type, value }) => ({
          question,
          type,
          codes: FACTS[question === 'contact' ? 'contact_way' : question]?.codes ?? [],
          answered: true,
          value,
        })),
      { question: 'b_money', type: 'choice', codes: ['recipient', 'low', 'ok'], answered: false, value: null },
    ],
  });
}
