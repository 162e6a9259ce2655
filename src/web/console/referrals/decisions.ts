import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ReferralRow } from '../../../contract/referrals.ts';
import { api } from '../api/calls.ts';
import { Fault } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { tellDone, tellFault, tellUndo } from '../shell/toasts.tsx';

/** A referral as the reader saw it, and as it is now. */
export interface Conflict {
  readonly seen: ReferralRow;
  readonly now: ReferralRow;
}

/** Both versions of a referral that somebody else changed meanwhile, or null where the fault is another one. */
export function conflictOf(error: unknown, seen: ReferralRow): Conflict | null {
  if (!(error instanceof Fault) || error.status !== 409) return null;
  const now = ReferralRow.safeParse(error.problem?.current);
  return now.success ? { seen, now: now.data } : null;
}

/** The acceptance that can be taken back now, with the moment until which it can. One at a time: the last one. */
let last: { readonly row: ReferralRow; readonly until: number } | null = null;

/** Accept, decline and put off, from the queue and from the page: one behaviour. A conflict shows both versions. */
export function useDecisions() {
  const words = useWords();
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const renew = (id: string): Promise<unknown> =>
    Promise.all([keys.referrals, keys.referral(id), keys.alerts].map((queryKey) => client.invalidateQueries({ queryKey })));
  const failed = (error: unknown, row: ReferralRow): void => {
    const both = conflictOf(error, row);
    if (both) setConflict(both);
    else tellFault(error, words);
  };

  const undo = useMutation({
    mutationFn: ({ id }: ReferralRow) => api.undoAccept(id),
    onSuccess: (_result, { code }) => tellDone(words.t('referral.accept_undone', { code })),
    onError: (error) => tellFault(error, words),
    onSettled: (_result, _error, { id }) => renew(id),
  });
  const undoLast = (): void => {
    if (last && last.until > Date.now()) undo.mutate(last.row);
    last = null;
  };

  const accept = useMutation({
    mutationFn: ({ id, version }: ReferralRow) => api.accept(id, version),
    onSuccess: ({ undoSeconds }, row) => {
      const said = words.t('referral.accepted', { code: row.code });
      if (undoSeconds === 0) {
        tellDone(said);
        return;
      }
      last = { row, until: Date.now() + undoSeconds * 1_000 };
      tellUndo(said, { label: words.t('referral.undo'), hint: words.t('referral.undo_hint'), seconds: undoSeconds, onUndo: undoLast });
    },
    onError: failed,
    onSettled: (_result, _error, { id }) => renew(id),
  });

  const decline = useMutation({
    mutationFn: ({ id, version, reason }: ReferralRow & { readonly reason: string }) => api.decline(id, { version, reason }),
    onSuccess: (_result, { code }) => tellDone(words.t('referral.declined', { code })),
    onSettled: (_result, _error, { id }) => renew(id),
  });

  const snooze = useMutation({
    mutationFn: ({ id, version, until, reason }: ReferralRow & { readonly until: string; readonly reason: string }) =>
      api.snooze(id, { version, until, reason }),
    onSuccess: (_result, { code, until }) => tellDone(words.t('snooze.done', { code, when: words.dates.moment(until) })),
    onSettled: (_result, _error, { id }) => renew(id),
  });
  const wake = useMutation({
    mutationFn: ({ id, version }: ReferralRow) => api.wake(id, { version }),
    onSuccess: (_result, { code }) => tellDone(words.t('snooze.woken', { code })),
    onError: failed,
    onSettled: (_result, _error, { id }) => renew(id),
  });

  return { accept, decline, snooze, wake, undoLast, conflict, closeConflict: () => setConflict(null) };
}
