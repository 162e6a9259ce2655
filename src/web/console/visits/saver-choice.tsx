import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Tag } from '../../ui/tag.tsx';
import { useWords } from '../i18n/words.tsx';
import type { FittingSaver } from './fitting-savers.ts';
import styles from './saver-choice.module.css';

/** From this many savers on, there is a field to find one. */
const MANY = 8;

interface ChoiceProps {
  readonly savers: readonly FittingSaver[];
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  readonly fault: string | null;
}

/** Who goes: those who fit this family stand first and say why. */
export function SaverChoice({ savers, value, onChange, fault }: ChoiceProps) {
  const { t, cases, list } = useWords();
  const [wanted, setWanted] = useState('');
  const about = ({ saver }: FittingSaver): string =>
    [saver.languages.map((lang) => cases.of('language', lang)), saver.districts.map((district) => cases.of('district', district))]
      .filter((names) => names.length > 0)
      .map(list)
      .join(' · ');
  const needle = wanted.trim().toLowerCase();
  const shown = savers.filter((one) => one.saver.id === value || `${one.saver.name} ${about(one)}`.toLowerCase().includes(needle));
  return (
    <div data-invalid={fault !== null || undefined}>
      <Radio.Group label={t('book.saver')} value={value} onChange={onChange} error={fault}>
        {savers.length > MANY ? (
          <TextInput
            className={styles.find ?? ''}
            aria-label={t('book.saver_find')}
            placeholder={t('book.saver_find')}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        ) : null}
        <div className={styles.savers}>
          {shown.map((one) => (
            <Radio
              key={one.saver.id}
              value={one.saver.id}
              className={styles.saver ?? ''}
              label={
                <span className={styles.label}>
                  <span className={styles.name}>{one.saver.name}</span>
                  {one.speaks ? (
                    <Tag tone="standard" icon="globe">
                      {t('book.speaks')}
                    </Tag>
                  ) : null}
                  {one.near ? (
                    <Tag tone="standard" icon="place">
                      {t('book.near')}
                    </Tag>
                  ) : null}
                </span>
              }
              description={about(one)}
            />
          ))}
          {shown.length === 0 ? <p className={styles.none}>{t('book.saver_none_found')}</p> : null}
        </div>
      </Radio.Group>
    </div>
  );
}
