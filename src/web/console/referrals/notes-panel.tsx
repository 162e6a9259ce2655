import type { ReferralDetail } from '../../../contract/referrals.ts';
import { Panel } from '../../ui/panel.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './side-panels.module.css';

/** Her own words, left after the end of the conversation; newest first. */
export function NotesPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t, dates } = useWords();
  const notes = [...referral.notes].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Panel title={t('referral.notes')} icon="note">
      <ul className={styles.notes}>
        {notes.map((note) => (
          <li key={`${note.at} ${note.text}`}>
            <p className={styles.said} lang={referral.lang}>
              {note.text}
            </p>
            <p className={styles.small}>{dates.moment(note.at)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
