import { keepPreviousData, MutationCache, QueryCache, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { WhatIf } from '../../../contract/referrals.ts';
import { api } from './calls.ts';
import { Fault } from './client.ts';
import { setServerTime } from './server-time.ts';
import { setSignedOut } from './signed-out.ts';

/** Names of what is kept in memory; a live event names what has to be fetched again. */
export const keys = {
  me: ['me'],
  referrals: ['referrals'],
  views: ['views'],
  presence: ['presence'],
  referral: (id: string) => ['referral', id],
  referralDetails: ['referral'],
  alerts: ['alerts'],
  savers: ['savers'],
  myVisits: ['my-visits'],
  calendar: ['calendar'],
} as const;

/** The net under the live stream: lists are fetched again after this time even if no event came. */
const LIST_EVERY = 60_000;
const ALERTS_EVERY = 30_000;

/** A call that may be repeated: the server was not reached, or fell over itself. */
const worthRetrying = (error: unknown): boolean => error instanceof Fault && (error.kind === 'offline' || error.status >= 502);

export function createQueries(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      // 'always': a write that finds no network fails at once; it is never kept back and sent later unseen.
      queries: { networkMode: 'always', staleTime: 10_000, retry: (count, error) => count < 2 && worthRetrying(error) },
      mutations: { networkMode: 'always', retry: false },
    },
    queryCache: new QueryCache({ onError: (error, query) => noticeSignOut(error, query.queryKey[0] === 'me') }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => noticeSignOut(error, mutation.options.mutationKey?.[0] === 'sign-in'),
    }),
  });
  const noticeSignOut = (error: unknown, ownAffair: boolean): void => {
    if (!ownAffair && error instanceof Fault && error.status === 401) setSignedOut(true);
  };
  return client;
}

/** Who is signed in; null when nobody is. */
export const useMe = () =>
  useQuery({
    queryKey: keys.me,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      try {
        return await api.me(signal);
      } catch (error) {
        if (error instanceof Fault && error.status === 401) return null;
        throw error;
      }
    },
  });

/** @param search The address of the filter. While another one is fetched the list stays as it was. */
export const useQueue = (search: string) =>
  useInfiniteQuery({
    queryKey: [...keys.referrals, 'list', search],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.referrals(search, pageParam, signal);
      setServerTime(page.now);
      return page;
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY,
  });
export const useQueueCounts = (status: string) =>
  useQuery({
    queryKey: [...keys.referrals, 'counts', status],
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY,
    queryFn: ({ signal }) => api.queueCounts(status, signal),
  });
/** Asked again within the time after which somebody who gave no sign is gone. */
const PRESENCE_EVERY = 15_000;
export const usePresence = () =>
  useQuery({ queryKey: keys.presence, refetchInterval: PRESENCE_EVERY, queryFn: ({ signal }) => api.presence(signal) });
export const useViews = () => useQuery({ queryKey: keys.views, staleTime: 5 * 60_000, queryFn: ({ signal }) => api.views(signal) });

/** Each fetch of a referral is an audited read: never on a timer, never because a window got the focus. */
export const useReferral = (id: string) =>
  useQuery({
    queryKey: keys.referral(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnReconnect: false,
    queryFn: ({ signal }) => api.referral(id, signal),
  });

/** Each new question is an audited read too; what was asked before is still on the screen meanwhile. Nothing is kept afterwards. */
export const useWhatIf = (id: string, version: number, asked: WhatIf) =>
  useQuery({
    queryKey: ['what-if', id, version, asked],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.whatIf(id, asked, signal),
  });

export const useAlerts = (enabled: boolean) =>
  useQuery({ queryKey: keys.alerts, enabled, refetchInterval: ALERTS_EVERY, queryFn: ({ signal }) => api.alerts(signal) });

export const useSavers = () => useQuery({ queryKey: keys.savers, staleTime: 5 * 60_000, queryFn: ({ signal }) => api.savers(signal) });
export const useMyVisits = () =>
  useQuery({ queryKey: keys.myVisits, refetchInterval: LIST_EVERY, queryFn: ({ signal }) => api.myVisits(signal) });
export const useCalendar = () =>
  useQuery({ queryKey: keys.calendar, staleTime: Number.POSITIVE_INFINITY, queryFn: ({ signal }) => api.calendar(signal) });
