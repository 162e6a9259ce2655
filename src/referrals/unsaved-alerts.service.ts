import type { Clock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import { inTime } from '../platform/in-time.ts';
import type { LocalAlert, LocalAlerts } from '../platform/local-alerts.ts';
import type { Log } from '../platform/log.ts';
import type { Mailer } from '../platform/mail.ts';
import type { StaffDirectory, StaffMember } from '../staff/index.ts';

export interface UnsavedAlertsDeps {
  readonly local: LocalAlerts;
  /** Stores it in the database, once; false when that was done before. */
  readonly raise: (alert: LocalAlert) => Promise<boolean>;
  /** Null where no mail server is set up. */
  readonly mailer: Mailer | null;
  readonly letter: (alert: LocalAlert, staff: StaffMember) => { readonly subject: string; readonly text: string };
  readonly directory: Pick<StaffDirectory, 'withRole'>;
  /** Who takes a case of which nothing is known. */
  readonly organisation: () => Promise<string | null>;
  readonly hmac: Hmac;
  readonly clock: Clock;
  readonly log: Log;
}

/** One cry for help is one alert, however often it is sent again within this time. */
const SAME_MS = 5 * 60_000;
const LOOK_MS = 3_000;
/** Whom to write to is asked for this often while the database is there. */
const CALLED_EVERY = 20;
const STORE_MS = 10_000;

const CALLED = ['case_manager', 'supervisor'] as const;

export type UnsavedAlerts = ReturnType<typeof createUnsavedAlerts>;

/**
 * Alerts for a life at risk while the database is away: each is on this machine's disk at once, goes out by e-mail where
 * that works, and is stored as soon as the database is back, once.
 */
export function createUnsavedAlerts(deps: UnsavedAlertsDeps) {
  const { local, raise, mailer, letter, directory, organisation, hmac, clock, log } = deps;
  /** Known from when the database was last there. */
  let called: readonly StaffMember[] = [];
  let timer: NodeJS.Timeout | null = null;
  let looks = 0;
  let running: Promise<void> = Promise.resolve();
  let waits = 0;

  const learnWhomToCall = async (): Promise<void> => {
    const [id, ...members] = await Promise.all([organisation(), ...CALLED.map((role) => directory.withRole(role))]);
    const found = members.flat().filter((member) => member.organisationId === id);
    if (found.length > 0) called = found;
  };

  const tell = async (alert: LocalAlert): Promise<void> => {
    if (!mailer || called.length === 0 || (await local.wasTold(alert.id))) return;
    const sent = await Promise.allSettled(
      called.map((staff) => mailer.send({ to: staff.email, messageId: `${alert.id}.${staff.id}`, ...letter(alert, staff) })),
    );
    for (const one of sent) if (one.status === 'rejected') log.warn('unsaved_alert_not_mailed', { alert: alert.id, error: one.reason });
    if (sent.some(({ status }) => status === 'fulfilled')) await local.noteTold(alert.id);
  };

  const store = async (alert: LocalAlert): Promise<void> => {
    const isNew = await inTime(STORE_MS, raise(alert));
    await local.done(alert.id);
    log.warn('unsaved_alert_stored', { alert: alert.id, outcome: isNew ? 'stored' : 'known' });
  };

  const pass = async (): Promise<void> => {
    const { alerts, unreadable } = await local.waiting();
    waits = alerts.length + unreadable.length;
    for (const file of unreadable) log.error('unsaved_alert_unreadable', { url: file });
    for (const alert of alerts) {
      await tell(alert).catch((error: unknown) => log.warn('unsaved_alert_not_told', { alert: alert.id, error }));
      await store(alert);
      waits -= 1;
    }
  };

  const look = async (): Promise<void> => {
    looks += 1;
    if (looks % CALLED_EVERY === 1)
      await inTime(STORE_MS, learnWhomToCall()).catch((error: unknown) => log.warn('on_call_not_read', { error }));
    await pass().catch((error: unknown) => log.warn('unsaved_alerts_wait', { count: waits, error }));
  };
  const next = (): Promise<void> => {
    running = running.then(look);
    return running;
  };

  return {
    /** Resolves when it is on the disk. Throws when the disk does not take it. */
    async keep(cry: Omit<LocalAlert, 'id' | 'at'>): Promise<void> {
      const at = clock.now();
      const id = hmac.digest('local_alert', cry.conversation, cry.rules.join(' '), String(Math.floor(at.getTime() / SAME_MS)));
      const alert = { ...cry, id, at };
      if (!(await local.keep(alert))) return;
      waits += 1;
      log.error('unsaved_alert_kept', { alert: id });
      void tell(alert).catch((error: unknown) => log.warn('unsaved_alert_not_told', { alert: id, error }));
    },
    /** Alerts on this machine's disk that the database does not have yet. */
    count: (): number => waits,
    /** One look now: stores what waits, if the database is there. */
    pass: next,
    async start(): Promise<void> {
      await next();
      timer = setInterval(() => void next(), LOOK_MS);
      timer.unref();
    },
    stop(): void {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}
