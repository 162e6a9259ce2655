import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Me } from '../../../contract/staff.ts';
import { keys } from '../api/queries.ts';
import { setSignedOut, useSignedOut } from '../api/signed-out.ts';
import { useWords } from '../i18n/words.tsx';
import { SignInForm } from '../staff/sign-in-form.tsx';

/** The session ended in the middle of the work: the page and what was typed stay, and the work goes on after a sign-in. */
export function SignInAgain(props: { readonly email: string; readonly id: string }) {
  const { t } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signedOut = useSignedOut();

  const done = (): void => {
    setSignedOut(false);
    const now = client.getQueryData<Me | null>(keys.me);
    if (now?.id === props.id) {
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
      return;
    }
    // Someone else signed in: nothing of the one before may stay on the screen.
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
    void navigate('/');
  };

  return (
    <Modal
      opened={signedOut}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('signed_out.title')}
    >
      <p>{t('signed_out.text')}</p>
      <SignInForm email={props.email} onDone={done} />
    </Modal>
  );
}
