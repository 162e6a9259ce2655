import type { ReferralDetail } from '../../../contract/referrals.ts';
import { useWords } from '../i18n/words.tsx';
import styles from './rule-text.module.css';

/** What the table says of a rule: its sentence, where it comes from, and who checked it. Tables are written in English. */
export function RuleText({ rule }: { readonly rule: ReferralDetail['rules'][string] | undefined }) {
  const { t, dates } = useWords();
  if (!rule) return <p className={styles.text}>{t('why.rule_gone')}</p>;
  const day = dates.date(rule.from);
  return (
    <details className={styles.rule}>
      <summary>{t('why.rule')}</summary>
      <p lang="en">{rule.sentence}</p>
      <p lang="en">{t('why.source', { source: rule.source })}</p>
      <p>{rule.reviewedBy === null ? t('why.not_reviewed', { day }) : t('why.reviewed', { name: rule.reviewedBy, day })}</p>
    </details>
  );
}
