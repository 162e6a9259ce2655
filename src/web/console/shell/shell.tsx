import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import type { Me } from '../../../contract/staff.ts';
import { useLive } from '../api/live.ts';
import { useMe } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { AlertBanner } from './alert-banner.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { HeaderTools } from './header-tools.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { MeContext } from './me.ts';
import { Rooms, workRole } from './rooms.tsx';
import styles from './shell.module.css';
import { SignInAgain } from './sign-in-again.tsx';
import { useSingleKeys } from './single-keys.ts';
import { Waiting } from './waiting.tsx';
import { Wordmark } from './wordmark.tsx';

/** The frame around every page of a signed-in person. */
export function Shell() {
  const me = useMe();
  const { pathname, search } = useLocation();
  if (me.isPending) return <Waiting />;
  if (me.isError) {
    return (
      <main className={styles.alone}>
        <FaultNotice error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  if (me.data === null) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  return <Frame me={me.data} />;
}

function Frame({ me }: { readonly me: Me }) {
  const { t } = useWords();
  const [menuOpen, { close: closeMenu, toggle: toggleMenu }] = useDisclosure(false);
  const [keysOpen, keysDialog] = useDisclosure(false);
  const live = useLive(true);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const works = workRole(me.role);

  useEffect(() => closeMenu(), [pathname, closeMenu]);
  useSingleKeys({ '?': keysDialog.open, ...(works ? { q: () => void navigate('/referrals') } : {}) });

  return (
    <MeContext value={me}>
      <a href="#main" className={`${styles.skip} fs-no-print`}>
        {t('skip')}
      </a>
      <AppShell
        header={{ height: 54 }}
        navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
        padding={0}
        classNames={{ header: styles.header ?? '', navbar: styles.navbar ?? '', main: styles.main ?? '' }}
      >
        <AppShell.Header className="fs-no-print">
          <Burger opened={menuOpen} onClick={toggleMenu} hiddenFrom="sm" size="sm" aria-label={t(menuOpen ? 'menu_close' : 'menu_open')} />
          <Wordmark />
          {me.demo ? <span className={styles.demo}>{t('demo')}</span> : null}
          <HeaderTools live={live} onKeys={keysDialog.open} />
        </AppShell.Header>
        <AppShell.Navbar className="fs-no-print" aria-label={t('rooms.label')}>
          <Rooms role={me.role} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          <div className={styles.content}>
            {works ? <AlertBanner /> : null}
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
      <KeysDialog opened={keysOpen} onClose={keysDialog.close} />
      <SignInAgain email={me.email} id={me.id} />
    </MeContext>
  );
}
