import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { api } from '../api/calls.ts';
import { Fault } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import type { ConsoleKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/words.tsx';
import styles from './sign-in.module.css';

function reasonKey(error: unknown): ConsoleKey {
  if (!(error instanceof Fault)) return 'sign_in.fault_unknown';
  if (error.kind === 'offline') return 'sign_in.fault_offline';
  if (error.status === 429) return 'sign_in.fault_wait';
  if (error.status >= 400 && error.status < 500) return 'sign_in.fault_wrong';
  return 'sign_in.fault_unknown';
}

/** E-mail and password, with the names that password managers look for. */
export function SignInForm(props: { readonly onDone: () => void; readonly email?: string }) {
  const { t } = useWords();
  const client = useQueryClient();
  const [email, setEmail] = useState(props.email ?? '');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const signIn = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: () => api.signIn({ email: email.trim(), password }),
    onSuccess: async () => {
      await client.refetchQueries({ queryKey: keys.me });
      props.onDone();
    },
    onError: () => {
      field.current?.focus();
      field.current?.select();
    },
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const empty = email.trim() === '' || password === '';
    setMissing(empty);
    if (!empty) signIn.mutate();
  };

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <div role="alert">
        {signIn.isError || missing ? (
          <p className={styles.fault}>
            <Icon name="warning" size={17} /> <span>{missing ? t('sign_in.fault_missing') : t(reasonKey(signIn.error))}</span>
          </p>
        ) : null}
      </div>
      <TextInput
        label={t('sign_in.email')}
        type="email"
        name="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={missing && email.trim() === ''}
        required
        withAsterisk={false}
        size="md"
      />
      <PasswordInput
        ref={field}
        label={t('sign_in.password')}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing && password === ''}
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show') }}
        required
        withAsterisk={false}
        size="md"
      />
      <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
        {t('sign_in.go')}
      </Button>
    </form>
  );
}
