import type { Decision, WhatIfAnswer } from '../../../contract/referrals.ts';
import { useWords } from '../i18n/words.tsx';
import { factWords } from './fact-words.ts';
import { LevelTag } from './level-tag.tsx';
import { RuleText } from './rule-text.tsx';
import styles from './what-if.module.css';

/** Three decisions side by side. What the changed answers add or take away is said in words, not by colour alone. */
export function WhatIfCompared({ answer }: { readonly answer: WhatIfAnswer }) {
  const { t } = useWords();
  return (
    <div className={styles.columns}>
      {(['stored', 'now', 'changed'] as const).map((which) => (
        <section key={which} aria-label={t(TITLES[which])}>
          <h4>{t(TITLES[which])}</h4>
          <One made={answer[which]} before={which === 'changed' ? answer.now : null} rules={answer.rules} />
        </section>
      ))}
    </div>
  );
}

const TITLES = { stored: 'what_if.stored', now: 'what_if.now', changed: 'what_if.would' } as const;

function One({
  made,
  before,
  rules,
}: {
  readonly made: Decision;
  readonly before: Decision | null;
  readonly rules: WhatIfAnswer['rules'];
}) {
  const words = useWords();
  const { t, cases, dates, list } = words;
  const ids = made.reasons.map(({ id }) => id);
  const gone = before?.reasons.filter(({ id }) => !ids.includes(id)) ?? [];
  const isNew = (id: string): boolean => before !== null && before.reasons.every((reason) => reason.id !== id);
  const services = made.services.map(
    (code) => cases.of('service', code) + (before && !before.services.includes(code) ? ` (${t('what_if.more_now')})` : ''),
  );
  const lost = before?.services.filter((code) => !made.services.includes(code)) ?? [];
  const due = [
    made.deadlines.acceptBy && t('time.accept', { when: dates.moment(made.deadlines.acceptBy) }),
    made.deadlines.contactBy && t('time.contact', { when: dates.moment(made.deadlines.contactBy) }),
    made.deadlines.visitBy && t('time.visit', { when: dates.moment(made.deadlines.visitBy) }),
  ].filter((one) => one !== null);
  return (
    <dl>
      <dt>{t('what_if.level')}</dt>
      <dd>{made.level ? <LevelTag level={made.level} /> : t('what_if.no_level')}</dd>
      <dt>{t('what_if.outcome')}</dt>
      <dd>{cases.of('outcome', made.outcome)}</dd>
      <dt>{t('what_if.reasons')}</dt>
      <dd>
        {made.reasons.length + gone.length === 0 ? t('what_if.no_reasons') : null}
        <ul>
          {made.reasons.map(({ id, facts }) => (
            <li key={id}>
              {cases.of('triage', id)} <code>{id}</code> {isNew(id) ? <strong>{t('what_if.more_now')}</strong> : null}
              <p>
                {list(
                  Object.entries(facts).map(([fact, value]) => {
                    const said = factWords(fact, value, words);
                    return `${said.name}: ${said.value}`;
                  }),
                )}
              </p>
              {isNew(id) ? <RuleText rule={rules[id]} /> : null}
            </li>
          ))}
          {gone.map(({ id }) => (
            <li key={id}>
              <s>{cases.of('triage', id)}</s> <code>{id}</code> <strong>{t('what_if.less_now')}</strong>
            </li>
          ))}
        </ul>
      </dd>
      <dt>{t('what_if.services')}</dt>
      <dd>
        {list(services) || t('answers.nothing')}
        {lost.length > 0 ? ` · ${t('what_if.less_now')}: ${list(lost.map((code) => cases.of('service', code)))}` : null}
      </dd>
      <dt>{t('what_if.deadlines')}</dt>
      <dd>{due.length === 0 ? t('what_if.no_deadline') : due.map((one) => <p key={one}>{one}</p>)}</dd>
    </dl>
  );
}
