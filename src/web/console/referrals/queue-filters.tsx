import { NativeSelect, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { QueueCounts, QueueFilter } from '../../../contract/queue.ts';
import { Icon } from '../../ui/icons.tsx';
import { useWords } from '../i18n/words.tsx';
import { LEVEL_LOOK } from './level-tag.tsx';
import { toggled } from './queue-filter.ts';
import styles from './queue-filters.module.css';
import { LEVELS } from './queue-order.ts';
import { SavedViews } from './saved-views.tsx';

interface FiltersProps {
  readonly filter: QueueFilter;
  readonly counts: QueueCounts | undefined;
  readonly onChange: (filter: QueueFilter) => void;
}

/** Filters as pressed and unpressed buttons; the address holds them. */
export function QueueFilters({ filter, counts, onChange }: FiltersProps) {
  const { t, cases } = useWords();
  const assigned = (who: 'me' | 'nobody'): void => onChange({ ...filter, assigned: filter.assigned === who ? undefined : who });
  const levels = filter.level?.split(',') ?? [];
  const all = filter.status !== undefined && filter.status !== 'open';

  return (
    <>
      <div className={styles.filters} role="group" aria-label={t('filter.label')}>
        <div className={styles.scope}>
          {(['open', 'all'] as const).map((scope) => (
            <button
              key={scope}
              type="button"
              aria-pressed={(scope === 'all') === all}
              onClick={() => onChange({ ...filter, status: scope === 'all' ? 'all' : undefined })}
            >
              {t(`filter.${scope}`)}
            </button>
          ))}
        </div>
        <Chip pressed={filter.assigned === 'me'} icon="user" count={counts?.mine} onPress={() => assigned('me')}>
          {t('filter.mine')}
        </Chip>
        <Chip pressed={filter.assigned === 'nobody'} icon="question" count={counts?.nobodys} onPress={() => assigned('nobody')}>
          {t('filter.nobody')}
        </Chip>
        <Chip
          pressed={filter.overdue === '1'}
          icon="hourglass"
          count={counts?.overdue}
          onPress={() => onChange({ ...filter, overdue: filter.overdue ? undefined : '1' })}
        >
          {t('filter.overdue')}
        </Chip>
        {(counts?.snoozed ?? 0) > 0 || filter.snoozed ? (
          <Chip
            pressed={filter.snoozed === '1'}
            icon="clock"
            count={counts?.snoozed}
            onPress={() => onChange({ ...filter, snoozed: filter.snoozed ? undefined : '1' })}
          >
            {t('filter.snoozed')}
          </Chip>
        ) : null}
        <span className={styles.bar} aria-hidden="true" />
        {LEVELS.filter((level) => (counts?.levels[level] ?? 0) > 0 || levels.includes(level)).map((level) => (
          <Chip
            key={level}
            pressed={levels.includes(level)}
            icon={LEVEL_LOOK[level].icon}
            count={counts?.levels[level] ?? 0}
            onPress={() => onChange(toggled(filter, 'level', level))}
          >
            {cases.of('level', level)}
          </Chip>
        ))}
      </div>
      <div className={styles.finer}>
        <Choice
          label={t('filter.language')}
          value={filter.lang}
          any={t('filter.any_language')}
          options={cases.codes('language').map((code) => ({ value: code, label: cases.of('language', code) }))}
          onChange={(lang) => onChange({ ...filter, lang })}
        />
        <Choice
          label={t('filter.district')}
          value={filter.district}
          any={t('filter.any_district')}
          options={cases.codes('district').map((code) => ({ value: code, label: cases.of('district', code) }))}
          onChange={(district) => onChange({ ...filter, district })}
        />
        <Choice
          label={t('filter.sort')}
          value={filter.sort}
          any={t('filter.sort_due')}
          options={[{ value: 'newest', label: t('filter.sort_newest') }]}
          onChange={(sort) => onChange({ ...filter, sort: sort === 'newest' ? 'newest' : undefined })}
        />
        <CodeField key={filter.code ?? ''} code={filter.code} onFind={(code) => onChange({ ...filter, code })} />
        <SavedViews filter={filter} onChoose={onChange} />
      </div>
    </>
  );
}

function Chip(props: {
  readonly pressed: boolean;
  readonly icon: Parameters<typeof Icon>[0]['name'];
  readonly count: number | undefined;
  readonly onPress: () => void;
  readonly children: string;
}) {
  return (
    <button type="button" className={styles.chip} aria-pressed={props.pressed} onClick={props.onPress}>
      <Icon name={props.icon} size={15} /> {props.children} <span className={styles.count}>{props.count ?? ''}</span>
    </button>
  );
}

/** One of several, or any; several at once come from an address and are shown as they are. */
function Choice(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly any: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}) {
  const { value = '', options } = props;
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <NativeSelect
      aria-label={props.label}
      value={value}
      onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
      data={[{ value: '', label: props.any }, ...(known ? [] : [{ value, label: value }]), ...options]}
    />
  );
}

/** Finds one case by its whole code. */
function CodeField(props: { readonly code: string | undefined; readonly onFind: (code: string | undefined) => void }) {
  const { t } = useWords();
  const id = useId();
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get('code');
        const text = typeof typed === 'string' ? typed.trim() : '';
        props.onFind(text === '' ? undefined : text.toUpperCase());
      }}
    >
      <TextInput
        id={id}
        name="code"
        type="search"
        aria-label={t('filter.code')}
        placeholder={t('filter.code')}
        defaultValue={props.code ?? ''}
        data-find-code=""
        maxLength={20}
        autoComplete="off"
        spellCheck={false}
      />
    </form>
  );
}
