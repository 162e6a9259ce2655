import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { Icon } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import styles from './crash.module.css';

/** What is shown when a page falls over: what happened, what was kept, what to do. */
export function CrashPage() {
  const { t } = useWords();
  return (
    <main className={styles.crash}>
      <Icon name="warning" size={32} />
      <h1>{t('fault.crash.what')}</h1>
      <p>
        {t('fault.crash.kept')} {t('fault.crash.todo')}
      </p>
      <Button onClick={() => window.location.reload()} leftSection={<Icon name="refresh" />}>
        {t('reload')}
      </Button>
    </main>
  );
}

/** For errors inside a route. The error itself goes to the browser's console, never to the screen. */
export function RouteCrash() {
  const error = useRouteError();
  console.error(error);
  return <CrashPage />;
}

/** The last net, around everything. */
export class CrashNet extends Component<{ readonly children: ReactNode }, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <CrashPage /> : this.props.children;
  }
}
