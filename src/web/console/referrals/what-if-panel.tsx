import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReferralDetail, WhatIf, WhatIfAnswer } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWhatIf } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { Waiting } from '../shell/waiting.tsx';
import { WhatIfCompared } from './what-if-compared.tsx';
import { WhatIfForm } from './what-if-form.tsx';
import styles from './what-if.module.css';

/** "If the answers were different": a form over her answers and, beside the decision, what the same rules would make of it. */
export function WhatIfPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={t('what_if.title')} icon="question" className="fs-no-print">
      <p className={styles.text}>{t('what_if.text')}</p>
      {isOpen ? (
        <Asked referral={referral} />
      ) : (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('what_if.open')}
        </Button>
      )}
    </Panel>
  );
}

const AS_SHE_SAID: WhatIf = { answers: {} };

function Asked({ referral }: { readonly referral: ReferralDetail }) {
  const [asked, setAsked] = useState(AS_SHE_SAID);
  const answer = useWhatIf(referral.id, referral.version, asked);
  return (
    <>
      {answer.isPending ? <Waiting /> : null}
      {answer.data ? <WhatIfForm given={answer.data} waiting={answer.isFetching} onAsk={setAsked} /> : null}
      {answer.isError ? <FaultNotice error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data && asked !== AS_SHE_SAID && !answer.isError ? <Result answer={answer.data} /> : null}
    </>
  );
}

const kernel = ({ level, outcome, reasons, services, deadlines }: WhatIfAnswer['now']): string =>
  JSON.stringify([level, outcome, reasons.map(({ id }) => id), services, deadlines]);

function Result({ answer }: { readonly answer: WhatIfAnswer }) {
  const { t } = useWords();
  const isSame = kernel(answer.now) === kernel(answer.changed);
  return (
    <div className={styles.result}>
      <h3>{t('what_if.result')}</h3>
      <p role="status">
        <Icon name={isSame ? 'check' : 'warning'} size={16} /> {t(isSame ? 'what_if.same' : 'what_if.differs')}
      </p>
      <WhatIfCompared answer={answer} />
    </div>
  );
}
