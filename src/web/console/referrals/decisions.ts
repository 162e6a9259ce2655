import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/calls.ts';
import { keys } from '../api/queries.ts';
import { useWords } from '../i18n/words.tsx';
import { tellDone, tellFault } from '../shell/toasts.tsx';

export interface Decided {
  readonly id: string;
  readonly code: string;
  readonly version: number;
}

/** Accept and decline, from the queue and from the page: one behaviour. A conflict shows the newer state. */
export function useDecisions() {
  const words = useWords();
  const client = useQueryClient();
  const renew = (id: string): Promise<unknown> =>
    Promise.all([keys.referrals, keys.referral(id), keys.alerts].map((queryKey) => client.invalidateQueries({ queryKey })));

  const accept = useMutation({
    mutationFn: ({ id, version }: Decided) => api.accept(id, version),
    onSuccess: (_result, { code }) => tellDone(words.t('referral.accepted', { code })),
    onError: (error) => tellFault(error, words),
    onSettled: (_result, _error, { id }) => renew(id),
  });

  const decline = useMutation({
    mutationFn: ({ id, version, reason }: Decided & { readonly reason: string }) => api.decline(id, { version, reason }),
    onSuccess: (_result, { code }) => tellDone(words.t('referral.declined', { code })),
    onSettled: (_result, _error, { id }) => renew(id),
  });

  return { accept, decline };
}
