import { useEffect, useState, useSyncExternalStore } from 'react';

/** How far the server's business time is ahead of this computer's clock, in milliseconds. */
let ahead = 0;
const listeners = new Set<() => void>();

/** Remembers the business time that an answer carried. */
export function setServerTime(now: string | undefined): void {
  if (now === undefined) return;
  const difference = Date.parse(now) - Date.now();
  if (Math.abs(difference - ahead) < 1_000) return;
  ahead = difference;
  for (const listener of listeners) listener();
}

export const serverNow = (): number => Date.now() + ahead;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The business time in milliseconds, renewed twice a minute: time left is counted from it. */
export function useServerNow(): number {
  const offset = useSyncExternalStore(subscribe, () => ahead);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => setNow(Date.now()), [offset]);
  return now + offset;
}
