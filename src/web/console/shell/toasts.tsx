import { Button, MantineThemeProvider } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { useWords, type Words } from '../i18n/words.tsx';
import { faultWords } from './fault-words.ts';

/** Where toasts appear. Their close button is a picture: it is named in the language of the console. */
export function Toasts() {
  const { t } = useWords();
  const theme = useMemo(
    () => ({ components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('close') } } } } }),
    [t],
  );
  return (
    <MantineThemeProvider inherit theme={theme}>
      <Notifications position="bottom-right" limit={4} />
    </MantineThemeProvider>
  );
}

/** Says that something was done. */
export function tellDone(message: string): void {
  notifications.show({ message, color: 'pine', icon: <Icon name="check" size={16} />, autoClose: 6_000 });
}

/** Says that something was not done, what was kept and what to do. Stays until it is closed. */
export function tellFault(error: unknown, words: Pick<Words, 't'>): void {
  const { what, kept, todo } = faultWords(error, words);
  notifications.show({ title: what, message: `${kept} ${todo}`, color: 'red', icon: <Icon name="warning" size={16} />, autoClose: false });
}

/** Says that something was done, and lets it be taken back for so many seconds. */
export function tellUndo(
  message: string,
  undo: { readonly label: string; readonly hint: string; readonly seconds: number; readonly onUndo: () => void },
): void {
  const id = notifications.show({
    message: (
      <>
        {message}{' '}
        <Button
          size="compact-sm"
          variant="default"
          title={undo.hint}
          onClick={() => {
            notifications.hide(id);
            undo.onUndo();
          }}
        >
          {undo.label}
        </Button>
      </>
    ),
    color: 'pine',
    icon: <Icon name="check" size={16} />,
    autoClose: undo.seconds * 1_000,
  });
}
