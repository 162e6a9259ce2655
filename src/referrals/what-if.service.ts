import type { z } from 'zod';
import type { Decision, WhatIf, WhatIfAnswer } from '../contract/referrals.ts';
import type { ReferralContent } from '../conversation/events.ts';
import { ForgottenError } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import { forbidden, notFound, ProblemError } from '../platform/problem.ts';
import { FACTS, seoulDate } from '../rules/index.ts';
import { type Audit, mayDo, type StaffMember } from '../staff/index.ts';
import type { ReferralDocument } from './referral.ts';
import { answersOf, type QuestionInfo, reasonsOf, rulesOf, type Sight, sees } from './referral-view.ts';
import type { ReferralStore } from './referrals.store.ts';
import type { Sealed } from './sealed.ts';
import { codesOf, decideOn, fits, isChangeable, type Made, toldOf, type WhatIfRules } from './what-if.ts';

export interface WhatIfDeps {
  readonly referrals: Pick<ReferralStore, 'byId'>;
  readonly sealed: Sealed;
  readonly audit: Audit;
  readonly rules: WhatIfRules;
  readonly questionInfo: (id: string) => QuestionInfo | null;
  readonly clock: Clock;
}

type Answer = z.output<typeof WhatIfAnswer>;

export type WhatIfService = ReturnType<typeof createWhatIf>;

/** Answers "what would be decided had she said this": worked out of the sealed answers each time, and kept nowhere. */
export function createWhatIf({ referrals, sealed, audit, rules, questionInfo, clock }: WhatIfDeps) {
  const opened = async (referral: ReferralDocument): Promise<ReferralContent> => {
    const gone = (): ProblemError => notFound('What she answered');
    if (referral.personId === undefined || referral.content === null) throw gone();
    try {
      return await sealed.openContent(referral, referral.content);
    } catch (error) {
      if (error instanceof ForgottenError) throw gone();
      throw error;
    }
  };

  const checked = (changes: WhatIf['answers'], sight: Sight): void => {
    for (const [question, value] of Object.entries(changes)) {
      const info = questionInfo(question);
      // What the reader may not see is not tried out either: the level would tell the answer.
      if (!info || !sees(info, sight)) throw forbidden('This answer is not yours to change');
      if (!fits(question, info, value)) {
        throw new ProblemError({
          status: 400,
          slug: 'invalid-request',
          title: 'An answer does not have the form that its question takes',
          detail: `See ${question}.`,
          kept: 'nothing was changed',
        });
      }
    }
  };

  const questionsOf = (content: ReferralContent, sight: Sight): Answer['questions'] => {
    const given = new Map(answersOf(content, questionInfo, sight).map((answer) => [answer.question, answer]));
    const asked = [...new Set([...given.keys(), ...Object.keys(FACTS)])];
    return asked.flatMap((question) => {
      const info = questionInfo(question);
      if (!info || !isChangeable(info.type) || !sees(info, sight)) return [];
      const { type } = info;
      return [
        { question, type, codes: [...codesOf(question, type)], answered: given.has(question), value: given.get(question)?.value ?? null },
      ];
    });
  };

  /** Throws 404 for a referral that the reader has no business with or that holds no answers any more, 403 for answers that are not theirs. */
  return async (staff: StaffMember, id: string, { answers: changes, safety }: WhatIf): Promise<Answer> => {
    const referral = await referrals.byId(id);
    if (!referral || !mayDo(staff, 'referral.read', referral)) throw notFound('This referral');
    if (!mayDo(staff, 'referral.read_answers', referral)) throw forbidden('Your role does not read answers');
    const sight = { answers: true, secrets: mayDo(staff, 'referral.read_secret', referral) };
    const content = await opened(referral);
    checked(changes, sight);

    const questions = questionsOf(content, sight);
    const told = toldOf(rules, content);
    const { submittedAt, deadlines } = referral;
    const asked = { rules, content, now: clock.now(), submittedAt };
    const shown = (made: Made): z.output<typeof Decision> => ({
      level: made.level,
      outcome: made.outcome,
      reasons: reasonsOf(made, questionInfo, sight),
      safety: [...made.safety],
      services: [...made.services],
      deadlines: {
        contactBy: made.deadlines.contactBy?.toISOString() ?? null,
        acceptBy: made.deadlines.acceptBy?.toISOString() ?? null,
        visitBy: made.deadlines.visitBy?.toISOString() ?? null,
      },
      rulesVersion: made.rulesVersion,
    });
    const decisions = {
      stored: shown({ ...content, deadlines }),
      now: shown(decideOn({ ...asked, changes: {}, told })),
      changed: shown(decideOn({ ...asked, changes, told: safety ?? told })),
    };
    const fields = questions.filter(({ answered }) => answered).map(({ question }) => question);
    // On the record before it is shown, like any read.
    await audit.append({ who: staff.id, action: 'referral_read', subject: 'referral', subjectId: id, fields });
    const ids = Object.values(decisions).flatMap((made) => [...made.safety, ...made.reasons.map((reason) => reason.id)]);
    return { ...decisions, rules: rulesOf(rules, [...new Set(ids)], seoulDate(asked.now.toISOString())), told: [...told], questions };
  };
}
