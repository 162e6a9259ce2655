import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWords } from '../i18n/words.tsx';
import { phoneWords } from './answer-words.ts';
import { type SafeContact, safeContactOf } from './safe-contact.ts';
import styles from './safe-contact.module.css';

const WAY_ICON: Readonly<Record<SafeContact['way'], IconName>> = {
  phone: 'phone',
  chat_only: 'message',
  none: 'stop',
  unknown: 'question',
};

function useWayWords(contact: SafeContact): string {
  const { t, cases } = useWords();
  if (contact.number) return phoneWords(contact.number);
  if (contact.numberHidden) return t('safe.number_hidden');
  return contact.way === 'unknown' ? t('safe.way_unknown') : cases.option('contact', contact.way);
}

/** How this family may be reached without harm. Stays in sight while the page is read. */
export function SafeContactPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t, cases } = useWords();
  const contact = safeContactOf(referral);
  const way = useWayWords(contact);
  const callable = contact.number !== null && !contact.quiet && (contact.safe === null || contact.safe === 'yes_call');
  return (
    <Panel title={t('safe.title')} icon="heart" className={contact.quiet ? styles.quietPanel : undefined}>
      <p className={styles.mode} data-quiet={contact.quiet}>
        <Icon name={contact.quiet ? 'quiet' : 'check'} size={20} />
        <span>
          <strong>{t(contact.quiet ? 'safe.quiet' : 'safe.open')}</strong>
          <br />
          {t(contact.quiet ? 'safe.quiet_text' : 'safe.open_text')}
        </span>
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>{t('safe.way')}</dt>
          <dd>
            <Icon name={WAY_ICON[contact.way]} size={16} />
            {callable ? <a href={`tel:${contact.number}`}>{way}</a> : <span>{way}</span>}
          </dd>
        </div>
        {contact.safe ? (
          <div>
            <dt>{t('safe.said')}</dt>
            <dd>{cases.option('contact_safe', contact.safe)}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('safe.reminders')}</dt>
          <dd>
            <Icon name={contact.reminders === 'yes' ? 'bell' : 'stop'} size={16} /> {t(`safe.reminders_${contact.reminders}`)}
          </dd>
        </div>
        <div>
          <dt>{t('queue.language')}</dt>
          <dd>
            <Icon name="globe" size={16} /> {cases.of('language', referral.lang)}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

/** The same in one line, fixed to the top of a small screen. */
export function SafeContactStrip({ referral }: { readonly referral: ReferralDetail }) {
  const { t } = useWords();
  const contact = safeContactOf(referral);
  const way = useWayWords(contact);
  return (
    <div className={styles.strip} data-quiet={contact.quiet} role="note" aria-label={t('safe.title')}>
      <Icon name={contact.quiet ? 'quiet' : WAY_ICON[contact.way]} size={16} />
      <span>
        {contact.quiet ? `${t('safe.quiet')} · ` : ''}
        {way} · {t(`safe.reminders_short_${contact.reminders}`)}
      </span>
    </div>
  );
}
