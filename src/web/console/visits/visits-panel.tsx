import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ReferralDetail } from '../../../contract/referrals.ts';
import type { Visit } from '../../../contract/visits.ts';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TeachingEmpty } from '../../ui/teaching-empty.tsx';
import { useWords } from '../i18n/words.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { consentState, visitWhen } from './visit-words.ts';
import styles from './visits-panel.module.css';

/** The visits of one family: when, who, where, whether reminders go out; move and cancel. */
export function VisitsPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t } = useWords();
  const [moving, setMoving] = useState<Visit | null>(null);
  const [cancelling, setCancelling] = useState<Visit | null>(null);
  const accepted = referral.status === 'accepted';
  const past = (visit: Visit): number => (visit.state === 'booked' ? 0 : 1);
  const visits = [...referral.visits].sort((a, b) => past(a) - past(b) || Date.parse(a.startsAt) - Date.parse(b.startsAt));
  return (
    <Panel title={t('visits.title')} icon="calendar">
      {visits.length === 0 ? (
        <TeachingEmpty icon="calendar" title={t('visits.empty')} text={t(accepted ? 'visits.empty_text' : 'visits.empty_wait')}>
          {accepted ? (
            <Button component={Link} to={`/referrals/${referral.id}/visits/new`} variant="default">
              {t('referral.book')}
            </Button>
          ) : null}
        </TeachingEmpty>
      ) : null}
      <ul className={styles.visits}>
        {visits.map((visit) => (
          <VisitLine key={visit.id} visit={visit} quiet={referral.quietMode} onMove={setMoving} onCancel={setCancelling} />
        ))}
      </ul>
      <MoveDialog visit={moving} onClose={() => setMoving(null)} />
      <CancelDialog visit={cancelling} onClose={() => setCancelling(null)} />
    </Panel>
  );
}

interface LineProps {
  readonly visit: Visit;
  readonly quiet: boolean;
  readonly onMove: (visit: Visit) => void;
  readonly onCancel: (visit: Visit) => void;
}

function VisitLine({ visit, quiet, onMove, onCancel }: LineProps) {
  const words = useWords();
  const { t, cases } = words;
  const when = visitWhen(visit, words);
  const booked = visit.state === 'booked';
  const consent = consentState(visit);
  return (
    <li className={styles.visit} data-state={visit.state}>
      <div>
        <p className={styles.when}>
          <span className={styles.time}>{when}</span>{' '}
          <Tag tone={booked || visit.state === 'done' ? 'standard' : 'plain'}>{cases.of('visit_state', visit.state)}</Tag>
        </p>
        <p className={styles.more}>
          <span>
            <Icon name="user" size={15} /> {t('visits.with', { name: visit.saverName })}
          </span>
          <span>
            <Icon name="place" size={15} /> {cases.of('place', visit.place)}
          </span>
          {booked ? (
            <span>
              <Icon name={consent === 'yes' && !quiet ? 'bell' : 'stop'} size={15} />{' '}
              {t(quiet ? 'safe.reminders_quiet' : `visits.consent_${consent}`)}
            </span>
          ) : null}
        </p>
      </div>
      {booked ? (
        <div className={`${styles.actions} fs-no-print`}>
          <Button size="xs" variant="default" onClick={() => onMove(visit)} aria-label={t('visits.move_of', { when })}>
            {t('visits.move')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onCancel(visit)} aria-label={t('visits.cancel_of', { when })}>
            {t('visits.cancel')}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
