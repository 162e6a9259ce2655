export interface Origins {
  /** `Origin` header. */
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site` header. */
  readonly fetchSite: string | undefined;
  /** Host and port that the request was sent to. */
  readonly host: string | undefined;
}

/**
 * Whether another site made the browser send this. A browser that says nothing about it is too old to be asked; then the
 * cookie's SameSite is what protects.
 */
export function isForeign({ origin, fetchSite, host }: Origins): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return true;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true; // also "null": a sandboxed frame or a data: page
  return new URL(origin).host !== host;
}
