import { Link } from 'react-router';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './crash.module.css';

export function NoSuchPage() {
  const { t } = useWords();
  return (
    <div className={styles.crash}>
      <Icon name="question" size={32} />
      <PageHeading title={t('title.nowhere')}>{t('nowhere.title')}</PageHeading>
      <p>{t('nowhere.text')}</p>
      <Link to="/">{t('nowhere.home')}</Link>
    </div>
  );
}
