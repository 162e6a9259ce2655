import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { PageHeading } from '../../ui/page-heading.tsx';
import { useMe } from '../api/queries.ts';
import { setSignedOut } from '../api/signed-out.ts';
import { useWords } from '../i18n/words.tsx';
import { Wordmark } from '../shell/wordmark.tsx';
import { SignInForm } from './sign-in-form.tsx';
import styles from './sign-in.module.css';

/** Only a place inside the console is gone to after the sign-in, never another address. */
export const placeAfter = (wanted: string | null): string => (wanted && /^\/(?![/\\])/.test(wanted) ? wanted : '/');

export function Component() {
  const { t, lang, setLang } = useWords();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const me = useMe();
  const next = placeAfter(search.get('next'));
  if (me.data) return <Navigate to={next} replace />;

  const done = (): void => {
    setSignedOut(false);
    void navigate(next, { replace: true });
  };
  const other = lang === 'ko' ? 'en' : 'ko';
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Wordmark />
        <PageHeading title={t('title.sign_in')}>{t('sign_in.title')}</PageHeading>
        <p className={styles.hint}>{search.get('out') === '1' ? t('sign_in.signed_out') : t('sign_in.hint')}</p>
        <SignInForm onDone={done} />
        <button type="button" lang={other} className={styles.lang} onClick={() => setLang(other)}>
          {t('other_language')}
        </button>
      </div>
    </main>
  );
}
