import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Alert } from '../../../contract/referrals.ts';
import { Icon } from '../../ui/icons.tsx';
import { api } from '../api/calls.ts';
import { keys, useAlerts } from '../api/queries.ts';
import { useServerNow } from '../api/server-time.ts';
import { useWords } from '../i18n/words.tsx';
import { usePreferences } from './preferences.ts';
import { ring } from './ring.ts';
import { tellDone, tellFault } from './toasts.tsx';
import styles from './alert-banner.module.css';

/** Emergencies that nobody has taken yet, on top of every page. */
export function AlertBanner() {
  const { t } = useWords();
  const alerts = useAlerts(true);
  const { sound } = usePreferences();
  const open = (alerts.data?.items ?? []).filter((alert) => alert.acknowledgedAt === null);
  const known = useRef(new Set<string>());

  useEffect(() => {
    const rung = open.map((alert) => `${alert.id} ${alert.lastRungAt}`);
    const fresh = rung.some((one) => !known.current.has(one));
    known.current = new Set(rung);
    if (fresh && sound) ring();
  });

  return (
    <div role="region" aria-label={t('alert.region')} aria-live="assertive" className="fs-no-print">
      {open.length > 0 ? (
        <ul className={styles.banner}>
          {open.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function OpenAlert({ alert }: { readonly alert: Alert }) {
  const words = useWords();
  const { t, cases, dates, list } = words;
  const now = useServerNow();
  const client = useQueryClient();
  const acknowledge = useMutation({
    mutationFn: () => api.acknowledge(alert.id),
    onSuccess: () => tellDone(t('alert.taken', { code: alert.code })),
    onError: (error) => tellFault(error, words),
    onSettled: () =>
      Promise.all([keys.alerts, keys.referrals, keys.referralDetails].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const signs = alert.rules.map((rule) => cases.of('safety', rule));
  return (
    <li className={styles.alert}>
      <Icon name="siren" size={24} />
      <div className={styles.text}>
        <p className={styles.what}>
          {t('alert.emergency')}{' '}
          {alert.referralId ? <Link to={`/referrals/${alert.referralId}`}>{alert.code}</Link> : <span>{alert.code}</span>}
          {signs.length > 0 ? `: ${list(signs)}` : ''}
        </p>
        <p className={styles.more}>
          {t('alert.since', { span: dates.span(now - Date.parse(alert.raisedAt)) })} · {cases.of('rung', alert.rung)}
          {alert.lang ? ` · ${cases.of('language', alert.lang)}` : ''}
        </p>
      </div>
      <Button
        color="red.9"
        loading={acknowledge.isPending}
        onClick={() => acknowledge.mutate()}
        aria-label={t('alert.take_code', { code: alert.code })}
      >
        {t('alert.take')}
      </Button>
    </li>
  );
}
