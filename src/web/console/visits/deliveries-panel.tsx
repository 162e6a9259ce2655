import type { ReferralDetail } from '../../../contract/referrals.ts';
import type { Delivery } from '../../../contract/visits.ts';
import { Icon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TeachingEmpty } from '../../ui/teaching-empty.tsx';
import { useWords } from '../i18n/words.tsx';
import { safeContactOf } from '../referrals/safe-contact.ts';
import styles from './deliveries.module.css';
import { DeliveryState } from './delivery-state.tsx';

/** What was sent and what will be: never the text, always the state with its reason. */
export function DeliveriesPanel({ referral }: { readonly referral: ReferralDetail }) {
  const { t } = useWords();
  const { reminders } = safeContactOf(referral);
  const deliveries = [...referral.deliveries].sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
  const booked = referral.visits.some((visit) => visit.state === 'booked');
  return (
    <Panel title={t('deliveries.title')} icon="plane">
      {booked && reminders !== 'yes' ? (
        <p className={styles.notice} role="note">
          <Icon name={reminders === 'quiet' ? 'quiet' : 'stop'} size={18} /> <span>{t(`deliveries.${reminders}`)}</span>
        </p>
      ) : null}
      {deliveries.length === 0 ? (
        <TeachingEmpty icon="plane" title={t('deliveries.empty')} text={t('deliveries.empty_text')} />
      ) : (
        <Ledger deliveries={deliveries} waits={reminders === 'not_asked'} />
      )}
    </Panel>
  );
}

function Ledger({ deliveries, waits }: { readonly deliveries: readonly Delivery[]; readonly waits: boolean }) {
  const { t, cases, dates } = useWords();
  return (
    <table className={styles.ledger}>
      <thead>
        <tr>
          <th scope="col">{t('deliveries.what')}</th>
          <th scope="col">{t('deliveries.to')}</th>
          <th scope="col">{t('deliveries.when')}</th>
          <th scope="col">{t('deliveries.state')}</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id}>
            <th scope="row">{cases.of('delivery_kind', delivery.kind)}</th>
            <td>
              {t(`deliveries.${delivery.audience}`)} <span className={styles.soft}>· {cases.of('channel', delivery.channel)}</span>
            </td>
            <td>{dates.moment(delivery.due)}</td>
            <td>
              <DeliveryState delivery={delivery} />
              {delivery.reason ? <span className={styles.reason}>{cases.of('delivery_reason', delivery.reason)}</span> : null}
              {waits && delivery.audience === 'family' && delivery.state === 'planned' ? (
                <span className={styles.reason}>{t('deliveries.waits')}</span>
              ) : null}
              {delivery.at && (delivery.state === 'sent' || delivery.state === 'seen') ? (
                <span className={styles.reason}>{t('deliveries.at', { when: dates.moment(delivery.at) })}</span>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
