import { useEffect } from 'react';
import { api } from '../api/calls.ts';
import { Fault } from '../api/client.ts';
import { usePresence } from '../api/queries.ts';

/** Between two signs of one page; the server forgets after 30 seconds. */
const SIGN_EVERY = 10_000;

/** A sign that does not arrive costs nothing: the next one tells it. */
function give(id: string, here: boolean): void {
  api.present(id, here).catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error;
  });
}

/** Tells colleagues that this referral is open here, as long as the page is looked at. */
export function useBeingHere(id: string): void {
  useEffect(() => {
    const sign = (): void => give(id, document.visibilityState === 'visible');
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') give(id, true);
    }, SIGN_EVERY);
    sign();
    document.addEventListener('visibilitychange', sign);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', sign);
      give(id, false);
    };
  }, [id]);
}

/** Names of colleagues by the referral that they have open. */
export function useWatchers(): ReadonlyMap<string, readonly string[]> {
  const { data } = usePresence();
  return new Map((data?.items ?? []).map(({ referralId, people }) => [referralId, people.map(({ name }) => name)]));
}
