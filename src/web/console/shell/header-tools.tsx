import { ActionIcon, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { api } from '../api/calls.ts';
import type { LiveState } from '../api/live.ts';
import { keys } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import styles from './header-tools.module.css';
import { useSignedIn } from './me.ts';
import { prefer, usePreferences } from './preferences.ts';
import { tellFault } from './toasts.tsx';

const SCHEMES = [
  ['auto', 'screen'],
  ['light', 'sun'],
  ['dark', 'moon'],
] as const satisfies readonly (readonly [string, IconName])[];

/** Right side of the header: is it live, keys, and the person's own menu. */
export function HeaderTools(props: { readonly live: LiveState; readonly onKeys: () => void }) {
  const { t } = useWords();
  return (
    <div className={styles.tools}>
      <Connection live={props.live} />
      <Tooltip label={t('keys.title')}>
        <ActionIcon variant="subtle" color="gray" size="lg" visibleFrom="sm" aria-label={t('keys.title')} onClick={props.onKeys}>
          <Icon name="keyboard" />
        </ActionIcon>
      </Tooltip>
      <PersonMenu />
    </div>
  );
}

function Connection({ live }: { readonly live: LiveState }) {
  const { t } = useWords();
  const { online } = useNetwork();
  const state = online ? live : 'offline';
  return (
    <span role="status" className={styles.connection} data-state={state}>
      {state === 'live' ? <span className={styles.dot} /> : <Icon name={state === 'connecting' ? 'refresh' : 'offline'} size={16} />}
      <span>{t(`connection.${state}`)}</span>
    </span>
  );
}

function PersonMenu() {
  const words = useWords();
  const { t, cases, lang, setLang } = words;
  const me = useSignedIn();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { sound } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  const signOut = async (): Promise<void> => {
    try {
      await api.signOut();
    } catch (error) {
      tellFault(error, words);
      return;
    }
    await navigate('/sign-in?out=1');
    client.clear();
    client.setQueryData(keys.me, null);
  };

  return (
    <Menu position="bottom-end" width={248}>
      <Menu.Target>
        <UnstyledButton className={styles.person ?? ''} aria-label={t('person.menu', { name: me.name })}>
          <span className={styles.initial} aria-hidden="true">
            {[...me.name][0]}
          </span>
          <span className={styles.name}>{me.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('person.menu', { name: me.name })}>
        <Menu.Label>
          {cases.of('role', me.role)} · {me.organisation}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('person.theme')}</Menu.Label>
        {SCHEMES.map(([scheme, icon]) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={<Icon name={icon} size={16} />}
            rightSection={colorScheme === scheme ? <Icon name="check" size={16} /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`person.theme_${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="globe" size={16} />}
          lang={lang === 'ko' ? 'en' : 'ko'}
          onClick={() => setLang(lang === 'ko' ? 'en' : 'ko')}
        >
          {t('other_language')}
        </Menu.Item>
        <Menu.Item
          role="menuitemcheckbox"
          aria-checked={sound}
          leftSection={<Icon name="sound" size={16} />}
          rightSection={sound ? <Icon name="check" size={16} /> : null}
          onClick={() => prefer('sound', !sound)}
        >
          {t('person.sound')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="leave" size={16} />} onClick={() => void signOut()}>
          {t('person.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
