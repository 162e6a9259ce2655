import { Button, Group, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { WhatIf, WhatIfAnswer } from '../../../contract/referrals.ts';
import { useWords } from '../i18n/words.tsx';
import { Codes, type ChangedValue, WhatIfField } from './what-if-field.tsx';
import styles from './what-if.module.css';

/** Every safety sign that her words could have told. */
const SIGNS = Array.from({ length: 13 }, (_unused, i) => `S${String(i + 1).padStart(2, '0')}`);

/** Her answers with a control of the right kind each; only what was changed is sent, when it is asked for. */
export function WhatIfForm(props: { readonly given: WhatIfAnswer; readonly waiting: boolean; readonly onAsk: (asked: WhatIf) => void }) {
  const { given, waiting, onAsk } = props;
  const { t, cases } = useWords();
  const [changes, setChanges] = useState<WhatIf['answers']>({});
  const [added, setAdded] = useState<readonly string[]>([]);
  const [signs, setSigns] = useState<readonly string[] | null>(null);

  // Questions without words for staff are of conversations that no referral shows.
  const named = given.questions.filter(({ question }) => cases.question(question) !== question);
  const shown = named.filter(({ question, answered }) => answered || added.includes(question));
  const others = named.filter((one) => !shown.includes(one));

  const change = (question: string, value: ChangedValue | undefined): void =>
    setChanges(({ [question]: _before, ...rest }) => (value === undefined ? rest : { ...rest, [question]: value }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAsk({ answers: changes, ...(signs === null ? {} : { safety: [...signs] }) });
  };
  const reset = (): void => {
    setChanges({});
    setAdded([]);
    setSigns(null);
    onAsk({ answers: {} });
  };

  return (
    <form onSubmit={submit} noValidate aria-label={t('what_if.answers')}>
      <div className={styles.fields}>
        {shown.map((one) => (
          <WhatIfField key={one.question} asked={one} changed={changes[one.question]} onChange={(value) => change(one.question, value)} />
        ))}
        <Codes
          label={t('what_if.signs')}
          codes={SIGNS}
          chosen={signs ?? given.told}
          words={(sign) => cases.of('safety', sign)}
          onChange={setSigns}
        />
        {others.length > 0 ? (
          <NativeSelect
            label={t('what_if.more')}
            value=""
            onChange={({ currentTarget: { value } }) => setAdded((before) => [...before, value])}
          >
            <option value="">{t('what_if.more_choose')}</option>
            {others.map(({ question }) => (
              <option key={question} value={question}>
                {cases.question(question)}
              </option>
            ))}
          </NativeSelect>
        ) : null}
      </div>
      <Group mt="md">
        <Button type="submit" loading={waiting}>
          {t('what_if.go')}
        </Button>
        <Button variant="default" onClick={reset}>
          {t('what_if.reset')}
        </Button>
      </Group>
    </form>
  );
}
