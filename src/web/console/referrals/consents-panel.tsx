import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './side-panels.module.css';

/** Each consent on its own: what for, yes or no, when, in which language, which wording. */
export function ConsentsPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t, cases, dates } = useWords();
  return (
    <Panel title={t('referral.consents')} icon="check">
      {referral.consents.length === 0 ? <p className={styles.small}>{t('referral.consents_none')}</p> : null}
      <ul className={styles.lines}>
        {referral.consents.map((record) => (
          <li key={`${record.consent} ${record.at}`} data-no={!record.given || undefined}>
            <Icon name={record.given ? 'check' : 'stop'} size={17} />
            <div>
              <p>
                {cases.question(record.consent)}: <strong>{t(record.given ? 'referral.consent_yes' : 'referral.consent_no')}</strong>
              </p>
              <p className={styles.small}>
                {t('referral.consent_detail', {
                  when: dates.moment(record.at),
                  language: cases.of('language', record.lang),
                  version: record.version,
                })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
