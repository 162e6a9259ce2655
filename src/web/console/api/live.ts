import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { LiveEvent, type ReferralDetail } from '../../../contract/referrals.ts';
import { keys } from './queries.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

/** The browser reconnects by itself, except after an HTTP error; then we do. */
const RECONNECT_AFTER = 5_000;
const EVENT_NAMES = ['referral', 'alert', 'visit', 'delivery', 'presence'] as const;

/** True when an open referral page shows the visit or message that changed. */
function shows(detail: ReferralDetail | undefined, event: LiveEvent): boolean {
  if (!detail) return false;
  if (event.type === 'presence') return false;
  if (event.type === 'referral') return detail.id === event.id;
  if (event.type === 'visit') return detail.visits.some((visit) => visit.id === event.id);
  if (event.type === 'delivery') return detail.deliveries.some((delivery) => delivery.id === event.id);
  return detail.alert?.id === event.id;
}

function fetchAgain(client: QueryClient, event: LiveEvent): void {
  if (event.type === 'presence') void client.invalidateQueries({ queryKey: keys.presence });
  if (event.type === 'alert') void client.invalidateQueries({ queryKey: keys.alerts });
  if (event.type === 'referral' || event.type === 'alert') void client.invalidateQueries({ queryKey: keys.referrals });
  if (event.type === 'visit' || event.type === 'delivery') void client.invalidateQueries({ queryKey: keys.myVisits });
  for (const [key, detail] of client.getQueriesData<ReferralDetail>({ queryKey: keys.referralDetails })) {
    if (shows(detail, event)) void client.invalidateQueries({ queryKey: key });
  }
}

/** Listens to `GET /api/events` as long as someone is signed in; an event only says what to fetch again. */
export function useLive(enabled: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    if (!enabled) return undefined;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasLost = false;

    const open = (): void => {
      source = new EventSource('/api/events');
      source.onopen = () => {
        setState('live');
        // What happened while the stream was down is unknown: the lists are fetched again.
        if (wasLost) for (const queryKey of [keys.referrals, keys.alerts, keys.myVisits]) void client.invalidateQueries({ queryKey });
        wasLost = false;
      };
      source.onerror = () => {
        wasLost = true;
        setState('lost');
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RECONNECT_AFTER);
      };
      for (const name of EVENT_NAMES) source.addEventListener(name, (message: MessageEvent<string>) => hear(name, message.data));
    };

    const hear = (name: string, data: string): void => {
      const content: unknown = JSON.parse(data);
      const event = LiveEvent.safeParse(typeof content === 'object' && content !== null ? { ...content, type: name } : content);
      if (event.success) fetchAgain(client, event.data);
    };

    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [client, enabled]);

  return state;
}
