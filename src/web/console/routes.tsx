import { createBrowserRouter, Navigate } from 'react-router';
import { NoSuchPage } from './shell/no-such-page.tsx';
import { RouteCrash } from './shell/crash.tsx';
import { useSignedIn } from './shell/me.ts';
import { firstRoom } from './shell/rooms.tsx';
import { Waiting } from './shell/waiting.tsx';

function Start() {
  return <Navigate to={firstRoom(useSignedIn().role)} replace />;
}

/** Every address of the console. Pages, and the frame around them, are fetched when they are first opened. */
export const router = createBrowserRouter(
  [
    {
      ErrorBoundary: RouteCrash,
      HydrateFallback: Waiting,
      children: [
        { path: '/sign-in', lazy: () => import('./staff/sign-in.page.tsx') },
        {
          lazy: async () => ({ Component: (await import('./shell/shell.tsx')).Shell }),
          children: [
            {
              ErrorBoundary: RouteCrash,
              children: [
                { index: true, Component: Start },
                { path: '/referrals', lazy: () => import('./referrals/queue.page.tsx') },
                { path: '/referrals/:id', lazy: () => import('./referrals/referral.page.tsx') },
                { path: '/referrals/:id/visits/new', lazy: () => import('./visits/book-visit.page.tsx') },
                { path: '/my-visits', lazy: () => import('./visits/my-visits.page.tsx') },
                { path: '*', Component: NoSuchPage },
              ],
            },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
);
