import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Panel } from '../../ui/panel.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './side-panels.module.css';

/** Who did what and when; the newest first. */
export function HistoryPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t, cases, dates } = useWords();
  const steps = [...referral.history].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Panel title={t('referral.history')} icon="clock">
      {steps.length === 0 ? <p className={styles.small}>{t('referral.history_none')}</p> : null}
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={`${step.at} ${step.what}`}>
            <p>
              <strong>{cases.of('history', step.what)}</strong> · {step.who ?? t('referral.by_system')}
            </p>
            {step.reason ? <p className={styles.reason}>{step.reason}</p> : null}
            <p className={styles.small}>{dates.moment(step.at)}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
