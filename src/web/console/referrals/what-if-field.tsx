import { NativeSelect, TextInput } from '@mantine/core';
import type { WhatIf, WhatIfAnswer } from '../../../contract/referrals.ts';
import { useWords, type Words } from '../i18n/words.tsx';
import { valueWords } from './answer-words.ts';
import styles from './what-if.module.css';

export type ChangedValue = WhatIf['answers'][string];
type Asked = WhatIfAnswer['questions'][number];

interface FieldProps {
  readonly asked: Asked;
  /** Undefined: as she said. */
  readonly changed: ChangedValue | undefined;
  readonly onChange: (value: ChangedValue | undefined) => void;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const DISTRICTS = 'namdong jemulpo yeongjong michuhol yeonsu bupyeong gyeyang seo geomdan ganghwa ongjin'.split(' ');

/** One answer: what she said, and a control of the kind that the answer has. */
export function WhatIfField({ asked, changed, onChange }: FieldProps) {
  const words = useWords();
  const { t, cases } = words;
  const { question, type, codes, value: said } = asked;
  const value = changed === undefined ? said : changed;
  const label = cases.question(question);
  const hint =
    changed === undefined ? undefined : `${t('what_if.changed')}. ${t('what_if.was', { answer: valueWords(question, said, words) })}`;
  switch (type) {
    case 'multi':
      return (
        <Codes
          label={label}
          hint={hint}
          codes={codes}
          chosen={Array.isArray(value) ? value.map(String) : []}
          words={(code) => cases.option(question, code)}
          onChange={(chosen) => onChange(chosen.length === 0 ? null : [...chosen])}
        />
      );
    case 'number':
    case 'date':
      return (
        <TextInput
          type={type}
          label={label}
          description={hint}
          value={textOf(value)}
          onChange={({ currentTarget: { value: typed } }) =>
            onChange(typed === '' ? null : type === 'date' ? typed : Math.trunc(Number(typed)))
          }
        />
      );
    case 'place':
      return <Place label={label} hint={hint} codes={codes} value={value} onChange={onChange} words={words} />;
    default: {
      const contact = type === 'contact';
      return (
        <NativeSelect
          label={label}
          description={hint}
          value={textOf(contact ? recordOf(value)['way'] : value)}
          onChange={({ currentTarget: { value: code } }) => onChange(code === '' ? null : contact ? { way: code } : code)}
        >
          <option value="">{t('what_if.none')}</option>
          {codes.map((code) => (
            <option key={code} value={code}>
              {cases.option(question, code)}
            </option>
          ))}
        </NativeSelect>
      );
    }
  }
}

function Place(props: {
  readonly label: string;
  readonly hint: string | undefined;
  readonly codes: readonly string[];
  readonly value: unknown;
  readonly onChange: FieldProps['onChange'];
  readonly words: Words;
}) {
  const { label, hint, codes, value, onChange, words } = props;
  const { t, cases } = words;
  const place = recordOf(value);
  const area = textOf(place['area']);
  return (
    <div className={styles.pair}>
      <NativeSelect
        label={label}
        description={hint}
        value={area}
        onChange={({ currentTarget: { value: code } }) =>
          onChange(code === '' ? null : { area: code, district: code === 'namdong' ? code : null, dong: null })
        }
      >
        <option value="">{t('what_if.none')}</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {cases.of('area', code)}
          </option>
        ))}
      </NativeSelect>
      {area === 'incheon_other' ? (
        <NativeSelect
          label={t('what_if.district')}
          value={textOf(place['district'])}
          onChange={({ currentTarget: { value: code } }) => onChange({ area, district: code === '' ? null : code, dong: null })}
        >
          <option value="">{t('what_if.none')}</option>
          {DISTRICTS.filter((code) => code !== 'namdong').map((code) => (
            <option key={code} value={code}>
              {cases.of('district', code)}
            </option>
          ))}
        </NativeSelect>
      ) : null}
    </div>
  );
}

/** Several codes as boxes to tick. */
export function Codes(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly codes: readonly string[];
  readonly chosen: readonly string[];
  readonly words: (code: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { label, hint, codes, chosen, words, onChange } = props;
  const toggle = (code: string): void => onChange(codes.filter((one) => chosen.includes(one) !== (one === code)));
  return (
    <fieldset className={styles.codes}>
      <legend>{label}</legend>
      {hint ? <p>{hint}</p> : null}
      {codes.map((code) => (
        <label key={code}>
          <input type="checkbox" checked={chosen.includes(code)} onChange={() => toggle(code)} /> {words(code)}
        </label>
      ))}
    </fieldset>
  );
}
