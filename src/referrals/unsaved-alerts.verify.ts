import type { Check, Patience } from '../platform/invariant.ts';
import type { LocalAlerts } from '../platform/local-alerts.ts';

const REPAIR = 'start First Step on this machine now: it stores the alert and calls the staff';

/** No alert waits on this machine's disk for a database that is there. */
export function unsavedAlertsCheck({
  local,
  patience,
}: {
  readonly local: Pick<LocalAlerts, 'waiting'>;
  readonly patience: Patience;
}): Check {
  return {
    name: 'waiting alerts',
    covers: ['INV4'],
    async *run() {
      const isFine = async (): Promise<boolean> => {
        const { alerts, unreadable } = await local.waiting();
        return alerts.length + unreadable.length === 0;
      };
      if (await patience.becomesFine(isFine)) return;
      const { alerts, unreadable } = await local.waiting();
      for (const { id, at } of alerts)
        yield {
          invariant: 'INV4',
          where: `alert ${id}`,
          what: `raised ${at.toISOString()}, and still only on this machine's disk`,
          repair: REPAIR,
        };
      for (const file of unreadable)
        yield {
          invariant: 'INV4',
          where: file,
          what: 'an alert that cannot be read',
          repair: 'keep the file, set the master key of its time, and start First Step',
        };
    },
  };
}
