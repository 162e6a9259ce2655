import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWords } from '../i18n/words.tsx';
import { RuleText } from './rule-text.tsx';
import { factWords } from './fact-words.ts';
import { LevelTag } from './level-tag.tsx';
import styles from './why-level.module.css';

/** Why this level: every rule that fired, in words, with the facts that it read. */
export function WhyLevel({ referral }: { readonly referral: ReferralDetail }) {
  const { t, cases } = useWords();
  return (
    <Panel title={t('why.title')} icon="question">
      <p className={styles.level}>
        <LevelTag level={referral.level} /> <span>{cases.of('level_meaning', referral.level)}</span>
      </p>
      {referral.safety.length > 0 ? (
        <ul className={styles.signs} aria-label={t('why.safety')}>
          {referral.safety.map((sign) => (
            <li key={sign}>
              <Icon name="siren" size={18} />
              <div>
                <p className={styles.sign}>
                  {cases.of('safety', sign)} <span className={styles.rule}>{sign}</span>
                </p>
                <p>{cases.of('safety_care', sign)}</p>
                <RuleText rule={referral.rules[sign]} />
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <ol className={styles.reasons}>
        {referral.reasonDetails.map((reason) => (
          <Reason key={reason.id} reason={reason} rule={referral.rules[reason.id]} />
        ))}
      </ol>
      <p className={styles.foot}>{t('why.rules', { version: referral.rulesVersion })}</p>
    </Panel>
  );
}

function Reason({
  reason,
  rule,
}: {
  readonly reason: ReferralDetail['reasonDetails'][number];
  readonly rule: ReferralDetail['rules'][string] | undefined;
}) {
  const words = useWords();
  const facts = Object.entries(reason.facts).map(([name, value]) => ({ id: name, ...factWords(name, value, words) }));
  return (
    <li>
      <p className={styles.reason}>
        {words.cases.of('triage', reason.id)} <span className={styles.rule}>{reason.id}</span>
      </p>
      {facts.length > 0 ? (
        <dl className={styles.facts}>
          {facts.map((fact) => (
            <div key={fact.id}>
              <dt>{fact.name}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <RuleText rule={rule} />
    </li>
  );
}
