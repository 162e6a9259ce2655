import { Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, Fragment, useState } from 'react';
import type { QueueFilter, SavedView } from '../../../contract/queue.ts';
import { Icon } from '../../ui/icons.tsx';
import { api } from '../api/calls.ts';
import { keys, useViews } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { tellDone, tellFault } from '../shell/toasts.tsx';
import { sameFilter } from './queue-filter.ts';
import { SHIPPED_VIEWS } from './shipped-views.ts';

/** As in the contract. */
const LONGEST_NAME = 40;

/** Filters under a name: those that everybody has, and the person's own. */
export function SavedViews(props: { readonly filter: QueueFilter; readonly onChoose: (filter: QueueFilter) => void }) {
  const { filter, onChoose } = props;
  const words = useWords();
  const { t } = words;
  const [naming, setNaming] = useState(false);
  const client = useQueryClient();
  const own = useViews().data?.items ?? [];
  const present = own.find((view) => sameFilter(view.filter, filter));
  const all = [
    ...SHIPPED_VIEWS.map(([key, view]) => ({ key, view, name: t(`views.${key}`), first: false })),
    ...own.map(({ id, name, filter: view }, place) => ({ key: id, view, name, first: place === 0 })),
  ];
  const remove = useMutation({
    mutationFn: (view: SavedView) => api.removeView(view.id),
    onSuccess: (_done, { name }) => tellDone(t('views.removed', { name })),
    onError: (error) => tellFault(error, words),
    onSettled: () => client.invalidateQueries({ queryKey: keys.views }),
  });

  return (
    <>
      <Menu position="bottom-start" width={260} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<Icon name="flag" size={16} />}>
            {present ? present.name : t('views.label')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('views.label')}>
          <Menu.RadioGroup
            value={all.find(({ view }) => sameFilter(view, filter))?.key ?? ''}
            onChange={(key) => onChoose(all.find((one) => one.key === key)?.view ?? filter)}
          >
            {all.map(({ key, name, first }) => (
              <Fragment key={key}>
                {first ? <Menu.Label>{t('views.own')}</Menu.Label> : null}
                <Menu.RadioItem value={key} closeMenuOnClick>
                  {name}
                </Menu.RadioItem>
              </Fragment>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>{t('views.keep')}</Menu.Item>
          {present ? <Menu.Item onClick={() => remove.mutate(present)}>{t('views.remove', { name: present.name })}</Menu.Item> : null}
        </Menu.Dropdown>
      </Menu>
      {naming ? <Naming filter={filter} onClose={() => setNaming(false)} /> : null}
    </>
  );
}

function Naming({ filter, onClose }: { readonly filter: QueueFilter; readonly onClose: () => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const save = useMutation({
    mutationFn: () => api.saveView({ name: name.trim(), filter }),
    onSuccess: async (view) => {
      await client.invalidateQueries({ queryKey: keys.views });
      tellDone(t('views.kept', { name: view.name }));
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('views.keep_title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t('views.name')}
          description={t('views.name_hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={missing ? t('views.name_missing') : null}
          maxLength={LONGEST_NAME}
          data-autofocus
        />
        {save.isError ? <FaultNotice error={save.error} /> : null}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('views.keep_go')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
