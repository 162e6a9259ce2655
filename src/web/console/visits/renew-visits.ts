import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/queries.ts';

/** Fetches again whatever shows this family's visits, after a booking, a move or a cancellation, also a failed one. */
export function useRenewVisits(referral: string): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([keys.referral(referral), keys.referrals, keys.myVisits].map((queryKey) => client.invalidateQueries({ queryKey })));
}
