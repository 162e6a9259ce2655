import { Fault } from '../api/client.ts';
import type { Words } from '../i18n/words.tsx';

export interface FaultWords {
  /** What happened. */
  readonly what: string;
  /** What was kept of what the person gave us. */
  readonly kept: string;
  /** What to do now. */
  readonly todo: string;
}

const SLUGS = [
  'invalid-request',
  'not-found',
  'forbidden',
  'conflict',
  'too-large',
  'too-many-requests',
  'holidays-missing',
  'saver-busy',
  'saver-unknown',
  'place-unsafe',
  'too-close',
  'outside-hours',
  'in-the-past',
  'no-visits-that-day',
  'not-accepted',
  'too-many-views',
  'undo-over',
  'emergency-stays',
  'after-deadline',
  'unexpected',
] as const;
type Known = (typeof SLUGS)[number] | 'offline' | 'unreadable' | 'signed-out' | 'crash';

const BY_STATUS: Readonly<Record<number, Known>> = {
  400: 'invalid-request',
  401: 'signed-out',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  422: 'invalid-request',
  429: 'too-many-requests',
};

function kindOf(error: unknown): Known {
  if (!(error instanceof Fault)) return 'crash';
  if (error.kind !== 'problem') return error.kind;
  if (error.status === 401) return 'signed-out';
  const slug = error.problem?.type.split(/[/:#]/).at(-1);
  return SLUGS.find((known) => known === slug) ?? BY_STATUS[error.status] ?? 'unexpected';
}

/** A failed call in the reader's words: what happened, what was kept, what to do. Never a code alone. */
export function faultWords(error: unknown, { t }: Pick<Words, 't'>): FaultWords {
  const kind = kindOf(error);
  return { what: t(`fault.${kind}.what`), kept: t(`fault.${kind}.kept`), todo: t(`fault.${kind}.todo`) };
}
