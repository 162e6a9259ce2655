import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './side-panels.module.css';

/** What the rules think this family needs, and which public benefits are worth a look. */
export function ServicesPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t, cases } = useWords();
  const { services, benefits, visitWanted } = referral;
  return (
    <Panel title={t('referral.services')} icon="heart">
      {services.length === 0 ? <p className={styles.small}>{t('referral.services_none')}</p> : null}
      <ul className={styles.tags}>
        {services.map((service) => (
          <li key={service}>
            <Tag tone="standard">{cases.of('service', service)}</Tag>
          </li>
        ))}
        {visitWanted === null ? null : (
          <li>
            <Tag tone="plain" icon="home">
              {t(visitWanted ? 'referral.visit_wanted' : 'referral.visit_later')}
            </Tag>
          </li>
        )}
      </ul>
      {(['likely', 'possible'] as const).map((chance) =>
        benefits[chance].length > 0 ? (
          <div key={chance}>
            <h3 className={styles.under}>{t(`referral.benefits_${chance}`)}</h3>
            <ul className={styles.plain}>
              {benefits[chance].map((benefit) => (
                <li key={benefit}>{cases.of('benefit', benefit)}</li>
              ))}
            </ul>
          </div>
        ) : null,
      )}
    </Panel>
  );
}
